# Sports by their slug, and the pages about them.
sport-archery = Archery
sport-athletics = Athletics
sport-badminton = Badminton
sport-basketball = Basketball
sport-boxing = Boxing
sport-canoe-slalom = Canoe slalom
sport-canoe-sprint = Canoe sprint
sport-sport-climbing = Sport climbing
sport-cycling-road = Road cycling
sport-cycling-track = Track cycling
sport-diving = Diving
sport-equestrian = Equestrian
sport-fencing = Fencing
sport-football = Football
sport-artistic-gymnastics = Gymnastics
sport-hockey = Hockey
sport-judo = Judo
sport-rowing = Rowing
sport-rugby-sevens = Rugby sevens
sport-sailing = Sailing
sport-shooting = Shooting
sport-skateboarding = Skateboarding
sport-surfing = Surfing
sport-swimming = Swimming
sport-table-tennis = Table tennis
sport-taekwondo = Taekwondo
sport-tennis = Tennis
sport-triathlon = Triathlon
sport-volleyball = Volleyball
sport-weightlifting = Weightlifting
sport-para-archery = Para archery
sport-para-athletics = Para athletics
sport-para-badminton = Para badminton
sport-boccia = Boccia
sport-para-canoe = Para canoe
sport-para-cycling = Para cycling
sport-goalball = Goalball
sport-para-powerlifting = Para powerlifting
sport-para-rowing = Para rowing
sport-para-swimming = Para swimming
sport-para-table-tennis = Para table tennis
sport-wheelchair-basketball = Wheelchair basketball
sport-wheelchair-fencing = Wheelchair fencing
sport-wheelchair-rugby = Wheelchair rugby
sport-wheelchair-tennis = Wheelchair tennis

sports-title = Sports
sports-description = Every sport of the team, with its athletes and films.
sports-olympic = Olympic sports
sports-paralympic = Paralympic sports
sports-none = No sports yet
sports-none-what = A sport shows here as soon as one of its athletes joins.
sport-line = { $athletes ->
    [one] 1 athlete
   *[other] { $athletes } athletes
 } · { $films ->
    [one] 1 film
   *[other] { $films } films
 }

### Disciplines of a Games that have no pages of their own.

discipline-BK3 = 3x3 basketball
discipline-BKG = Breaking
discipline-BMF = BMX freestyle
discipline-BMX = BMX racing
discipline-GLF = Golf
discipline-GRY = Rhythmic gymnastics
discipline-GTR = Trampoline gymnastics
discipline-HBL = Handball
discipline-MPN = Modern pentathlon
discipline-MTB = Mountain bike
discipline-OWS = Marathon swimming
discipline-SWA = Artistic swimming
discipline-VBV = Beach volleyball
discipline-WPO = Water polo
discipline-WRE = Wrestling
