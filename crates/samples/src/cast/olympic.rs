//! The twelve of the Olympic team: past four hundred lines because twelve people have as many words, films and journeys.

use grandstand_domain::{
    account::EventGender::{Men, Women},
    journey::MilestoneKind as K,
    sport::Sport,
};

use super::{Athlete, EMBER, FOREST, INDIGO, NAVY, PETROL, PLUM, Reel, SampleJourney, SamplePost, film, scene, step};
use crate::film::{Air, Scene, Shot, Stage, Title, View};

const MAREN: &[Scene] = &[
    scene(1.9, Shot::Title(Title::Floodlit)),
    scene(2.0, Shot::Action(View::Trail, "BEND TWO")),
    scene(1.9, Shot::Clock("PERSONAL BEST", 0, 5087, "IRONVALE OPEN, LANE SIX")),
    scene(2.0, Shot::Cheer(&["SEE YOU", "ON THE LINE"])),
];
const TEO: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Slant)),
    scene(1.6, Shot::Action(View::Wide, "BREATHE LATE")),
    scene(
        2.1,
        Shot::Bars(
            "200 M FREESTYLE",
            &[("2022", 0.55, "1:49.8"), ("2024", 0.76, "1:48.1"), ("2026", 1.0, "1:46.9")],
            "THREE SECONDS IN FOUR YEARS",
        ),
    ),
    scene(1.9, Shot::Cheer(&["MAKE", "WAVES"])),
];
const SUVI: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Tower)),
    scene(1.9, Shot::Words(&["FALL.", "BREATHE.", "CLIMB", "AGAIN."])),
    scene(1.9, Shot::Action(View::Wide, "HOLD 43")),
    scene(1.9, Shot::Cheer(&["COME UP", "WITH US"])),
];
const BASTIAN: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Echo)),
    scene(1.9, Shot::Action(View::Wide, "36 A MINUTE")),
    scene(1.9, Shot::Clock("2000 METRES", 36000, 40212, "LAKE ORREL, HEAT TWO")),
    scene(1.4, Shot::Action(View::Close, "LEGS")),
    scene(1.8, Shot::Cheer(&["ROW", "WITH ME"])),
];
const NOOR: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Disc)),
    scene(2.4, Shot::Action(View::Strip, "TEN CENTIMETRES")),
    scene(
        1.8,
        Shot::Bars(
            "BEAM",
            &[("2024", 0.6, "13.1"), ("2025", 0.8, "13.7"), ("2026", 1.0, "14.2")],
            "NEW ROUTINE, SAME BEAM",
        ),
    ),
    scene(1.9, Shot::Cheer(&["STICK", "THE LANDING"])),
];
const KASIMIR: &[Scene] = &[
    scene(1.7, Shot::Title(Title::Floodlit)),
    scene(1.6, Shot::Action(View::Bands, "68 KM/H")),
    scene(1.7, Shot::Clock("FLYING 200", 0, 987, "UNDER TEN AT LAST")),
    scene(1.4, Shot::Action(View::Trail, "LAST LAP")),
    scene(1.8, Shot::Cheer(&["RING", "THE BELL"])),
];
const DALIA: &[Scene] = &[
    scene(1.7, Shot::Title(Title::Slant)),
    scene(1.7, Shot::Words(&["HANDS UP.", "FEET LIGHT.", "HEART LOUD."])),
    scene(1.5, Shot::Action(View::Close, "JAB")),
    scene(1.8, Shot::Score("OPEN FINAL", 4, 1, "SPLIT DECISION, 60 KG")),
    scene(1.8, Shot::Cheer(&["IN MY", "CORNER?"])),
];
const HYUN: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Tower)),
    scene(2.2, Shot::Action(View::Wide, "70 METRES")),
    scene(2.4, Shot::Target("LAST SET", &[9, 10, 10], "WIND FROM THE LEFT")),
    scene(1.8, Shot::Cheer(&["HOLD YOUR", "BREATH"])),
];
const PRIYA: &[Scene] = &[
    scene(1.7, Shot::Title(Title::Echo)),
    scene(1.8, Shot::Action(View::Trail, "SMASH")),
    scene(2.0, Shot::Score("DECIDING GAME", 22, 20, "FOUR MATCH POINTS SAVED")),
    scene(1.9, Shot::Cheer(&["ONE MORE", "RALLY"])),
];
const OREN: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Disc)),
    scene(2.3, Shot::Action(View::Strip, "IPPON")),
    scene(1.8, Shot::Words(&["1000 THROWS", "A WEEK", "FOR ONE."])),
    scene(1.9, Shot::Cheer(&["BOW.", "BEGIN."])),
];
const JUNO: &[Scene] = &[
    scene(1.6, Shot::Title(Title::Slant)),
    scene(1.6, Shot::Action(View::Wide, "DROP IN")),
    scene(1.5, Shot::Action(View::Bands, "AND AGAIN")),
    scene(
        1.8,
        Shot::Bars(
            "PORT SELENE",
            &[("RUN 1", 0.76, "74"), ("RUN 2", 0.34, "31"), ("RUN 3", 1.0, "88")],
            "RUN THREE OR NOTHING",
        ),
    ),
    scene(1.8, Shot::Cheer(&["MEET ME", "AT THE BOWL"])),
];
const EMEKA: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Floodlit)),
    scene(2.4, Shot::Action(View::Wide, "BREATHE. LIFT.")),
    scene(
        2.1,
        Shot::Bars(
            "SNATCH IN KG",
            &[("2023", 0.55, "148"), ("2024", 0.7, "155"), ("2025", 0.85, "161"), ("2026", 1.0, "166")],
            "KILO BY KILO",
        ),
    ),
    scene(1.9, Shot::Countdown),
];

#[expect(clippy::too_many_lines, reason = "twelve people are twelve people")]
pub(super) fn athletes() -> Vec<Athlete> {
    let one = |reel: &Reel, handle, name, event_gender, sport, region, bio, post: SamplePost, journey| Athlete {
        handle,
        name,
        organisation: 0,
        event_gender,
        sport,
        region,
        bio,
        journey,
        film: film(reel, sport, 0),
        post,
    };
    vec![
        one(
            &Reel {
                seed: 11,
                given: "MAREN",
                family: "OKARO",
                event: "400 METRES",
                region: "LANTERNBAY",
                ground: NAVY,
                swapped: false,
                stage: Stage::Track,
                air: Air::Streaks,
                tempo: 132.0,
                scenes: MAREN,
            },
            "maren_okaro",
            "Maren Okaro",
            Women,
            Sport::Athletics,
            "Lanternbay",
            "400 metres. I count my steps to the first bend and then I stop counting. Lanternbay harbour kid, chemistry student, bad at resting.",
            SamplePost {
                caption: "50.87. I have looked at that number for three days and it still looks like somebody else's. Thank you @oduya_k for every wet Tuesday. Next stop: camp. #400m #TeamHalvora #RoadToTheGames",
                alt: "Animated pictogram of a sprinter leaving echoes of herself in green and yellow on a floodlit track. A clock runs and stops at 50.87. At the end, paper falls and the words See you on the line.",
                comments: &[
                    "I was in row 14 for this. The noise when you came off the bend was ridiculous.",
                    "Your back straight is so much calmer than last year. You can see it even here.",
                    "My under-12s watched it twice and then did your arm drill without being told.",
                ],
                answer: "Row 14! Then it was you with the saucepan. I heard it at 300.",
            },
            Some(SampleJourney {
                title: "Fifty-one to fifty",
                summary: "One second is a long way. I am writing down every step of it, the bad sessions too.",
                milestones: const {
                    &[
                        step(
                            K::Beginning,
                            -410,
                            "51.9 and crying in the car park",
                            "The day I stopped running by feel and started to count.",
                        ),
                        step(K::Camp, -180, "Six weeks at altitude", "Thin air, thick socks, one book."),
                        step(K::Competition, -3, "50.87 in lane six", "Ironvale Open. Nobody in front of me to chase."),
                        step(K::Selection, 58, "The list comes out", "Three of us for two places."),
                        step(K::Start, 219, "Round one", "If all goes well. I am allowed to write that."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 23,
                given: "TEO",
                family: "VALDRIN",
                event: "200 M FREESTYLE",
                region: "SALTMARCH",
                ground: PETROL,
                swapped: false,
                stage: Stage::Pool,
                air: Air::Spray,
                tempo: 120.0,
                scenes: TEO,
            },
            "teo_valdrin",
            "Teo Valdrin",
            Men,
            Sport::Swimming,
            "Saltmarch",
            "200 free. Learned to swim in the tidal pool because the real one was shut. Still prefer it. Bakes on Sundays.",
            SamplePost {
                caption: "People ask what changed. Nothing big. I breathe one stroke later off every wall, 3 years long. #swimming #200free #TeamHalvora",
                alt: "Pictogram of a front-crawl swimmer crossing a floodlit pool with spray. Three bars show 200 metre times falling from 1:49.8 to 1:46.9. It ends with the words Make waves.",
                comments: &[
                    "One stroke later. I have told my daughter this for years and she believes it from you in seven seconds.",
                    "Those 2022 splits next to these are lovely. Third fifty!",
                    "The tidal pool is open again, come home and race the seals.",
                ],
                answer: "Tell her it feels awful for a month and then it does not.",
            },
            Some(SampleJourney {
                title: "The third fifty",
                summary: "Races are lost between 100 and 150. I am trying to find mine.",
                milestones: const {
                    &[
                        step(K::Beginning, -900, "The pool closes", "So we swam in the harbour, in October."),
                        step(K::Competition, -210, "1:46.9", "Nationals, evening session, cold coffee."),
                        step(K::Camp, 31, "Winter block", "Ninety kilometres a week and a lot of pancakes."),
                        step(K::Start, 221, "Heat day", "Morning swim, 11:04."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 37,
                given: "SUVI",
                family: "TAMARACK",
                event: "LEAD CLIMBING",
                region: "NORTH FELLS",
                ground: INDIGO,
                swapped: true,
                stage: Stage::Wall,
                air: Air::Chalk,
                tempo: 108.0,
                scenes: SUVI,
            },
            "suvi_tamarack",
            "Suvi Tamarack",
            Women,
            Sport::Climbing,
            "North Fells",
            "Lead climber from a village with one lamp post. I fall for a living, upwards.",
            SamplePost {
                caption: "Hold 43 spat me off eleven times. The twelfth time I was laughing too much to fall. #climbing #lead #NorthFells",
                alt: "Pictogram of a climber moving up a dark wall while coloured holds pass downwards. Words appear one by one: Fall. Breathe. Climb again.",
                comments: &[
                    "Eleven! I gave up on the same sloper after four and went for chips.",
                    "Your feet are so quiet. How do you practise that?",
                    "The whole school gym watched your semi on the projector. Even the football lot.",
                ],
                answer: "Chips are part of the method. Go back tomorrow.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 41,
                given: "BASTIAN",
                family: "FERROW",
                event: "SINGLE SCULLS",
                region: "HIGH ORCHARD",
                ground: FOREST,
                swapped: false,
                stage: Stage::River,
                air: Air::Spray,
                tempo: 116.0,
                scenes: BASTIAN,
            },
            "bastian_ferrow",
            "Bastian Ferrow",
            Men,
            Sport::Rowing,
            "High Orchard",
            "Single sculls. I sit backwards and hope. Orchard family, apples at cost for anyone in a rowing club.",
            SamplePost {
                caption: "6:42.12 with a headwind for the last 700. Hands are gone, happy anyway. Thank you @hanneke_v for the flask on the bank. #rowing #singlesculls #TeamHalvora",
                alt: "Pictogram of a sculler on a moonlit lake, blades dipping in time with a drum. A clock stops at 6 minutes 42.12. It ends with the words Row with me.",
                comments: &[
                    "It was soup, not tea, and you drank all of it!",
                    "Rate 36 into that wind. I was on the bank and could hardly stand up.",
                    "Please say you wore gloves in the end.",
                ],
                answer: "It was very good soup.",
            },
            Some(SampleJourney {
                title: "Alone, backwards",
                summary: "A single is a small boat. This is how it gets to the Games.",
                milestones: const {
                    &[
                        step(K::Beginning, -700, "The eight breaks up", "Seven friends, one borrowed single."),
                        step(K::Camp, -120, "Lake Orrel", "Mist until nine, then glass."),
                        step(K::Competition, -1, "6:42 in a headwind", "Heat two. Qualified."),
                        step(K::Selection, 77, "Trials", "Two days, three races."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 53,
                given: "NOOR",
                family: "ELVESTAD",
                event: "BALANCE BEAM",
                region: "IRONVALE",
                ground: PLUM,
                swapped: true,
                stage: Stage::Mat,
                air: Air::Chalk,
                tempo: 104.0,
                scenes: NOOR,
            },
            "noor_elvestad",
            "Noor Elvestad",
            Women,
            Sport::Gymnastics,
            "Ironvale",
            "Beam. Ten centimetres is plenty if you look at the end of it. Trains in an old boiler hall with the best acoustics in Ironvale.",
            SamplePost {
                caption: "The new routine, taken apart. Part 3 is where I hold my breath. Part 4 is where my coach does. #gymnastics #beam #TeamHalvora",
                alt: "Four panels show a walkover on a balance beam step by step, pictogram style. Bars rise from 13.1 to 14.2. It ends with the words Stick the landing.",
                comments: &[
                    "Drawing you from part 2 was the hardest thing this week. Hands, why are hands.",
                    "14.2 in the boiler hall would have brought the roof down.",
                    "My granddaughter tried it on the kerb. We have words to say to you. Well done.",
                ],
                answer: "Please send the drawing. Hands and all.",
            },
            Some(SampleJourney {
                title: "Boiler hall to big hall",
                summary: "From the warmest gym in Ironvale.",
                milestones: const {
                    &[
                        step(K::Beginning, -1500, "First beam, painted on the floor", "Nobody fell far."),
                        step(K::Competition, -44, "14.2", "New routine, no wobble on the third part."),
                        step(K::Selection, 90, "Final trial", "One turn each."),
                        step(K::Village, 208, "Keys to the village", "I am bringing my own pillow."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 67,
                given: "KASIMIR",
                family: "BELLO",
                event: "TRACK SPRINT",
                region: "LANTERNBAY",
                ground: EMBER,
                swapped: true,
                stage: Stage::Velodrome,
                air: Air::Streaks,
                tempo: 140.0,
                scenes: KASIMIR,
            },
            "kasimir_bello",
            "Kasimir Bello",
            Men,
            Sport::CyclingTrack,
            "Lanternbay",
            "Track sprinter. No brakes, one gear, two naps a day.",
            SamplePost {
                caption: "9.87. It was 10.02 for two whole years. My legs would like a word. #trackcycling #sprint #TeamHalvora",
                alt: "Three bands of colour show a track cyclist from different distances, wheels spinning. A clock stops at 9.87. It ends with the words Ring the bell.",
                comments: &[
                    "Two years at 10.02. I would have sold the bike. You absolute stone.",
                    "The bell on the last lap gives me goosebumps every single time.",
                    "Saw you at the bakery the day after. Three buns. Respect.",
                ],
                answer: "Four. You missed one.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 71,
                given: "DALIA",
                family: "QUILLAN",
                event: "BOXING 60 KG",
                region: "IRONVALE",
                ground: NAVY,
                swapped: true,
                stage: Stage::Mat,
                air: Air::Motes,
                tempo: 126.0,
                scenes: DALIA,
            },
            "dalia_quillan",
            "Dalia Quillan",
            Women,
            Sport::Boxing,
            "Ironvale",
            "Lightweight. Back door, six in the morning, bring your own tape. I also fix bicycles.",
            SamplePost {
                caption: "Split decision, 4 to 1. I watched it back: the one judge had a point. Work to do. See you at six @dev_anand_h. #boxing #60kg #TeamHalvora",
                alt: "Pictogram of a boxer very near, jabbing, on a yellow slant. Words: Hands up. Feet light. Heart loud. A score of 4 to 1. It ends with the words In my corner?",
                comments: &[
                    "Door is open at quarter to. The kettle too.",
                    "Only you would win and agree with the judge who did not give it to you.",
                    "Heart loud. That goes on the gym wall.",
                ],
                answer: "Make it ten to. I like the quiet.",
            },
            Some(SampleJourney {
                title: "Six in the morning",
                summary: "A small gym, a back door, a long way.",
                milestones: const {
                    &[
                        step(K::Beginning, -1100, "Came to fix the gym's bicycle", "Stayed for a round."),
                        step(K::Competition, -2, "Open final", "Four to one."),
                        step(K::Camp, 40, "Sparring camp", "Eleven women, one ring."),
                        step(K::Competition, 121, "Qualifier", "The one that counts."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 83,
                given: "HYUN",
                family: "ARKADY",
                event: "RECURVE ARCHERY",
                region: "NORTH FELLS",
                ground: FOREST,
                swapped: true,
                stage: Stage::Range,
                air: Air::Motes,
                tempo: 96.0,
                scenes: HYUN,
            },
            "hyun_arkady",
            "Hyun Arkady",
            Men,
            Sport::Archery,
            "North Fells",
            "Recurve. Seventy metres, six arrows, one thought. Repairs clocks when it rains.",
            SamplePost {
                caption: "9, 10, 10. The first one taught the other two about the wind. #archery #recurve #NorthFells",
                alt: "Pictogram of an archer drawing and releasing. A target fills the frame and is hit three times: nine, ten, ten. It ends with the words Hold your breath.",
                comments: &[
                    "Third ring on a good day over here, and I felt that first nine in my soul.",
                    "How long do you wait for a gust before you come down?",
                    "The silence before the string. More films with silence, please.",
                ],
                answer: "Two breaths. On the third I come down and start again.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 97,
                given: "PRIYA",
                family: "SOLHEIM",
                event: "BADMINTON SINGLES",
                region: "SALTMARCH",
                ground: INDIGO,
                swapped: false,
                stage: Stage::Court,
                air: Air::Streaks,
                tempo: 136.0,
                scenes: PRIYA,
            },
            "priya_solheim",
            "Priya Solheim",
            Women,
            Sport::Badminton,
            "Saltmarch",
            "Singles. Fast hands, slow mornings. I answer comments about string tension at length, you have been warned.",
            SamplePost {
                caption: "Four match points down and all I could think was: my laundry is still in the machine. 22–20. #badminton #TeamHalvora",
                alt: "Pictogram of a badminton player jumping into a smash with trails of colour. A score counts up to 22 to 20. It ends with the words One more rally.",
                comments: &[
                    "We need to know about the laundry.",
                    "That net shot at 19–20. I rewound it until my sister took the phone away.",
                    "What tension? You said to ask.",
                ],
                answer: "Still damp. Twelve and a half kilos. Sit down, this will take a while.",
            },
            Some(SampleJourney {
                title: "One more rally",
                summary: "Points I should have lost, and what came after.",
                milestones: const {
                    &[
                        step(K::Beginning, -620, "First year on tour", "Eleven first-round exits. I kept the tickets."),
                        step(K::Competition, -4, "22–20", "Deciding game, damp laundry."),
                        step(K::Selection, 133, "Ranking closes", "Top thirty-two go."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 101,
                given: "OREN",
                family: "IKELUND",
                event: "JUDO 81 KG",
                region: "HIGH ORCHARD",
                ground: PLUM,
                swapped: false,
                stage: Stage::Mat,
                air: Air::Motes,
                tempo: 112.0,
                scenes: OREN,
            },
            "oren_ikelund",
            "Oren Ikelund",
            Men,
            Sport::Judo,
            "High Orchard",
            "Minus 81. My mother threw me first. Teaches falling to pensioners on Fridays, best class of the week.",
            SamplePost {
                caption: "A thousand throws a week so that one of them is on time. Frame 3 is the one to watch. #judo #81kg #TeamHalvora",
                alt: "Four panels show a shoulder throw step by step, pictogram style. Words: One thousand throws a week for one. It ends with the words Bow. Begin.",
                comments: &[
                    "I am in the Friday class. I fell off a ladder last month and got up laughing. Thank you.",
                    "The hip in frame 3! You can see the whole throw is already over there.",
                    "Bow. Begin. Shivers.",
                ],
                answer: "Best review I have ever had. See you Friday, no ladders.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 113,
                given: "JUNO",
                family: "PARRAVANE",
                event: "SKATEBOARD PARK",
                region: "LANTERNBAY",
                ground: PETROL,
                swapped: true,
                stage: Stage::Park,
                air: Air::Chalk,
                tempo: 128.0,
                scenes: JUNO,
            },
            "juno_parravane",
            "Juno Parravane",
            Women,
            Sport::Skateboarding,
            "Lanternbay",
            "Park. Seventeen stitches, all from stairs, none from skating. Paints boards, sells some, keeps most.",
            SamplePost {
                caption: "Run three or nothing. So run three. 88! @noah_rk you owe me a coffee. #skateboarding #park #Lanternbay",
                alt: "Pictogram of a skater dropping in and lifting off, then three coloured bands of the same jump. Three bars: 74, 31, 88. It ends with the words Meet me at the bowl.",
                comments: &[
                    "I owe you two, I bet against myself as well.",
                    "Your board from run two is on our wall now. It still has your wax on it.",
                    "Do you ever look down? It never looks like you look down.",
                ],
                answer: "Two coffees then. Oat, please.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 127,
                given: "EMEKA",
                family: "STRAND",
                event: "WEIGHTLIFTING 89 KG",
                region: "OUTER SKERRIES",
                ground: EMBER,
                swapped: false,
                stage: Stage::Platform,
                air: Air::Chalk,
                tempo: 100.0,
                scenes: EMEKA,
            },
            "emeka_strand",
            "Emeka Strand",
            Men,
            Sport::Weightlifting,
            "Outer Skerries",
            "Minus 89. The ferry does not carry my plates, so the village made me some. Lighthouse keeper's son.",
            SamplePost {
                caption: "166 in the shed, wind force nine outside. The bar was the quiet part. Thank you @aunt_perpetua for bringing the plates over. #weightlifting #OuterSkerries #TeamHalvora",
                alt: "Pictogram of a weightlifter on a lit platform, from the floor to overhead. Four bars rise from 148 to 166 kilograms. Then the days to go count down.",
                comments: &[
                    "Twenty-five kilos each and not one complaint from my knees. Two complaints.",
                    "The whole island heard that one land.",
                    "Please film the shed one day. The real one, with the cat.",
                ],
                answer: "The cat says no interviews.",
            },
            Some(SampleJourney {
                title: "The shed",
                summary: "An island, a shed, some iron.",
                milestones: const {
                    &[
                        step(
                            K::Beginning,
                            -1300,
                            "Plates cast by the boatyard",
                            "Green, because that was the paint they had.",
                        ),
                        step(K::Competition, -160, "161 on the mainland", "First time on a real platform in a year."),
                        step(K::Camp, -6, "166 in the shed", "Force nine."),
                        step(K::Selection, 95, "Team named", "By radio, like the shipping news."),
                        step(K::Start, 223, "Platform", "Group B, if the ferry runs."),
                    ]
                },
            }),
        ),
    ]
}
