followers-word = { $count ->
    [one] dilynwr
   *[other] dilynwr
 }
tab-films = Ffilmiau
tab-journeys = Teithiau
tab-about = Ynghylch
athlete-no-films = Dim ffilmiau eto
own-films = Fy ffilmiau
own-edit = Golygu proffil
more-acts = Mwy
block = Rhwystro
about-role-athlete = Athletwr
about-role-supporter = Cefnogwr
