//! The twelve of the Paralympic team: past four hundred lines because twelve people have as many words, films and journeys.

use grandstand_domain::{
    account::EventGender::{Men, Open, Women},
    journey::MilestoneKind as K,
    sport::Sport,
};

use super::{Athlete, EMBER, FOREST, INDIGO, NAVY, PETROL, PLUM, Reel, SampleJourney, SamplePost, film, scene, step};
use crate::film::{Air, Scene, Shot, Stage, Title, View};

const ANSEL: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Echo)),
    scene(1.7, Shot::Action(View::Trail, "DRIVE PHASE")),
    scene(1.7, Shot::Clock("NATIONAL RECORD", 0, 1098, "SALTMARCH, WIND +0.9")),
    scene(1.3, Shot::Action(View::Close, "TALL")),
    scene(1.8, Shot::Cheer(&["ON YOUR", "MARKS"])),
];
const LOTTA: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Disc)),
    scene(1.9, Shot::Action(View::Wide, "LEFT ARM LEADS")),
    scene(1.9, Shot::Words(&["ONE ARM", "PULLS.", "ALL OF ME", "SWIMS."])),
    scene(1.9, Shot::Cheer(&["SPLASH", "LOUDER"])),
];
const RAFI: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Tower)),
    scene(1.7, Shot::Action(View::Wide, "FROM THE ELBOW")),
    scene(1.9, Shot::Score("CUP FINAL", 68, 61, "NINE THREES, ONE BLISTER")),
    scene(1.4, Shot::Action(View::Bands, "NOTHING BUT NET")),
    scene(1.8, Shot::Cheer(&["DE-FENCE!", "DE-FENCE!"])),
];
const AMARA: &[Scene] = &[
    scene(1.7, Shot::Title(Title::Slant)),
    scene(1.9, Shot::Action(View::Trail, "TWO BOUNCES")),
    scene(2.0, Shot::Score("THIRD SET", 7, 5, "PORT SELENE, SECOND ROUND")),
    scene(1.9, Shot::Cheer(&["QUIET PLEASE.", "NOW LOUD!"])),
];
const PIOTR: &[Scene] = &[
    scene(1.9, Shot::Title(Title::Floodlit)),
    scene(2.3, Shot::Action(View::Strip, "READ THE COURT")),
    scene(2.2, Shot::Target("CLOSEST TO THE JACK", &[8, 9, 10], "SIX BALLS, ONE IDEA")),
    scene(1.8, Shot::Cheer(&["LEAN IN", "CLOSER"])),
];
const WREN: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Echo)),
    scene(1.8, Shot::Action(View::Close, "ANCHOR")),
    scene(2.3, Shot::Target("MORNING ROUND", &[10, 9, 10], "BEFORE THE COFFEE")),
    scene(1.9, Shot::Countdown),
];
const DARIO: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Floodlit)),
    scene(1.7, Shot::Action(View::Wide, "42 KM/H")),
    scene(1.9, Shot::Clock("TIME TRIAL 16 KM", 138_000, 145_140, "OVER THE SADDLE ROAD")),
    scene(1.4, Shot::Action(View::Trail, "HOME STRAIGHT")),
    scene(1.8, Shot::Cheer(&["PEDAL", "UPHILL"])),
];
const SENA: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Disc)),
    scene(1.8, Shot::Words(&["LISTEN.", "LISTEN.", "NOW."])),
    scene(1.7, Shot::Action(View::Wide, "BELLS")),
    scene(1.8, Shot::Score("GROUP MATCH", 7, 3, "FOUR IN THE LAST SIX MINUTES")),
    scene(1.7, Shot::Cheer(&["SHOUT AFTER", "THE GOAL"])),
];
const GORAN: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Tower)),
    scene(2.0, Shot::Action(View::Wide, "ONE BREATH")),
    scene(
        2.1,
        Shot::Bars(
            "BENCH IN KG",
            &[("2023", 0.62, "182"), ("2024", 0.75, "190"), ("2026", 1.0, "204")],
            "DOWN. STILL. UP.",
        ),
    ),
    scene(1.9, Shot::Cheer(&["THREE WHITE", "LIGHTS"])),
];
const FREYA: &[Scene] = &[
    scene(1.7, Shot::Title(Title::Slant)),
    scene(1.7, Shot::Action(View::Bands, "CATCH")),
    scene(1.8, Shot::Clock("200 METRES", 0, 5031, "LAKE ORREL, FIRST PLACE")),
    scene(1.4, Shot::Action(View::Wide, "GLASS WATER")),
    scene(1.8, Shot::Cheer(&["PADDLE", "ON"])),
];
const MALACHI: &[Scene] = &[
    scene(1.7, Shot::Title(Title::Echo)),
    scene(1.7, Shot::Action(View::Close, "CONTACT")),
    scene(1.9, Shot::Score("TEST MATCH", 52, 48, "TWO CHAIRS WELDED AT HALF TIME")),
    scene(1.4, Shot::Action(View::Trail, "TRY LINE")),
    scene(1.8, Shot::Cheer(&["BRING THE", "NOISE"])),
];
const MEI: &[Scene] = &[
    scene(1.8, Shot::Title(Title::Floodlit)),
    scene(1.8, Shot::Action(View::Trail, "SIDE SPIN")),
    scene(1.8, Shot::Score("FIFTH GAME", 11, 9, "FROM 4 TO 9 DOWN")),
    scene(1.9, Shot::Countdown),
];

#[expect(clippy::too_many_lines, reason = "twelve people are twelve people")]
pub(super) fn athletes() -> Vec<Athlete> {
    let one = |reel: &Reel, handle, name, event_gender, sport, region, bio, post: SamplePost, journey| Athlete {
        handle,
        name,
        organisation: 1,
        event_gender,
        sport,
        region,
        bio,
        journey,
        film: film(reel, sport, 1),
        post,
    };
    vec![
        one(
            &Reel {
                seed: 211,
                given: "ANSEL",
                family: "KOWHAI",
                event: "100 METRES · T64",
                region: "SALTMARCH",
                ground: PLUM,
                swapped: false,
                stage: Stage::Track,
                air: Air::Streaks,
                tempo: 138.0,
                scenes: ANSEL,
            },
            "ansel_kowhai",
            "Ansel Kowhai",
            Men,
            Sport::ParaAthletics,
            "Saltmarch",
            "100 metres, T64. One foot from my parents, one from a carbon-fibre workshop. Plays the tuba, badly, on purpose.",
            SamplePost {
                caption: "10.98. The blade is the same as last year, before you ask. The start is not. #100m #T64 #ParaHalvora",
                alt: "Pictogram of a sprinter with a running blade, his name repeated behind him in coral and ice blue. A clock stops at 10.98. It ends with the words On your marks.",
                comments: &[
                    "That drive phase! You stay low for what, eight steps more than in spring?",
                    "I filmed the scoreboard with shaking hands. Best blurry photo I own.",
                    "My son has the same socket liner and has told the entire bus.",
                ],
                answer: "Seven. The eighth is still a mystery. Hello to the bus!",
            },
            Some(SampleJourney {
                title: "Eight steps",
                summary: "The start was my weak part. This is where it gets better.",
                milestones: const {
                    &[
                        step(K::Beginning, -530, "Last out of the blocks, again", "Fourth of four at thirty metres."),
                        step(K::Camp, -140, "A month of starts", "Nine hundred of them. I have a spreadsheet."),
                        step(K::Competition, -1, "10.98, national record", "Home crowd, wind +0.9."),
                        step(K::Selection, 84, "Team named", "By letter, which I like."),
                        step(K::Start, 247, "Heats", "Lane to be drawn."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 223,
                given: "LOTTA",
                family: "QUAYE",
                event: "BUTTERFLY · S9",
                region: "LANTERNBAY",
                ground: PETROL,
                swapped: true,
                stage: Stage::Pool,
                air: Air::Spray,
                tempo: 118.0,
                scenes: LOTTA,
            },
            "lotta_quaye",
            "Lotta Quaye",
            Women,
            Sport::ParaSwimming,
            "Lanternbay",
            "100 fly, S9. Left arm leads, right arm keeps it honest. Architecture student, goggles collector.",
            SamplePost {
                caption: "People look at the arm. Look at the kick. #paraswimming #butterfly #ParaHalvora",
                alt: "Pictogram of a butterfly swimmer whose far arm ends above the elbow, inside a disc of light blue. Words: One arm pulls. All of me swims. It ends with the words Splash louder.",
                comments: &[
                    "I looked at the kick. I have now watched only the kick, nine times.",
                    "All of me swims. Can that be on a towel please.",
                    "You were in lane 2 beside our club on Thursday. Two of them still cannot speak.",
                ],
                answer: "Tell them lane 2 was the fast one. They pushed me.",
            },
            Some(SampleJourney {
                title: "Look at the kick",
                summary: "A hundred metres of butterfly, from the hips.",
                milestones: const {
                    &[
                        step(K::Beginning, -800, "Told to pick another stroke", "I wrote it on my locker."),
                        step(K::Competition, -75, "First final", "Seventh, grinning."),
                        step(K::Camp, 18, "Kick camp", "No arms for two weeks. Everybody equal."),
                        step(K::Start, 251, "Heats", "Day two, morning."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 227,
                given: "RAFI",
                family: "STENHOLT",
                event: "BASKETBALL · GUARD",
                region: "IRONVALE",
                ground: EMBER,
                swapped: false,
                stage: Stage::Court,
                air: Air::Streaks,
                tempo: 130.0,
                scenes: RAFI,
            },
            "rafi_stenholt",
            "Rafi Stenholt",
            Men,
            Sport::WheelchairBasketball,
            "Ironvale",
            "Guard, 2.5 points. Passes first, talks second, shoots when nobody is looking.",
            SamplePost {
                caption: "68–61 and a blister the size of a two-crown coin. Worth it. @joss_w that pick was yours. #wheelchairbasketball #ParaHalvora",
                alt: "Pictogram of a wheelchair basketball player shooting on a floodlit court. A score counts up to 68 to 61. Three bands of colour, then the words De-fence, de-fence.",
                comments: &[
                    "A pick from a Thursday league player! Framing this.",
                    "Nine threes. We stopped sitting down after the sixth.",
                    "How do you look left and pass right in a chair that is turning? Asking for my whole team.",
                ],
                answer: "Eyes left, hips right, hands late. Practise in a corridor. Sorry to your corridor.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 229,
                given: "AMARA",
                family: "VINTNER",
                event: "WHEELCHAIR TENNIS",
                region: "HIGH ORCHARD",
                ground: INDIGO,
                swapped: false,
                stage: Stage::Court,
                air: Air::Motes,
                tempo: 122.0,
                scenes: AMARA,
            },
            "amara_vintner",
            "Amara Vintner",
            Women,
            Sport::WheelchairTennis,
            "High Orchard",
            "Two bounces, if I need them. Mostly I do not. Grows pears against the practice wall.",
            SamplePost {
                caption: "7–5 in the third and I only used the second bounce four times. Callie keeps the statistics, thank you @callie_r. #wheelchairtennis #ParaHalvora",
                alt: "Pictogram of a wheelchair tennis player in a swing with coloured trails. A score counts up to 7 to 5. It ends with the words Quiet please. Now loud!",
                comments: &[
                    "Four second bounces in 31 games. I checked it twice, then I had a biscuit.",
                    "The turn after your backhand is the smoothest thing in sport.",
                    "Are the pears for sale or only for winners?",
                ],
                answer: "Winners and statisticians.",
            },
            Some(SampleJourney {
                title: "One bounce is enough",
                summary: "Trying to need the second bounce less each month.",
                milestones: const {
                    &[
                        step(K::Beginning, -450, "Eleven a match", "Callie started counting."),
                        step(K::Competition, -2, "Four in a match", "And a third set, 7–5."),
                        step(K::Competition, 66, "Clay", "Slow, red, bouncy. We will see."),
                        step(K::Selection, 149, "Ranking closes", "Fingers crossed round the racket."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 233,
                given: "PIOTR",
                family: "HALLAM",
                event: "BOCCIA · BC2",
                region: "NORTH FELLS",
                ground: FOREST,
                swapped: true,
                stage: Stage::Court,
                air: Air::Motes,
                tempo: 92.0,
                scenes: PIOTR,
            },
            "piotr_hallam",
            "Piotr Hallam",
            Men,
            Sport::Boccia,
            "North Fells",
            "BC2. Chess with soft weapons. I smile when I am about to do something unkind to the jack.",
            SamplePost {
                caption: "Nobody cheers for the second ball. The second ball is where I win. #boccia #BC2 #NorthFells",
                alt: "Four panels show a seated boccia throw step by step, pictogram style. A target is hit three times, each nearer to the middle. It ends with the words Lean in closer.",
                comments: &[
                    "I cheered for the second ball. I want that written down.",
                    "You smiled and I actually said oh no out loud to an empty room.",
                    "Explained boccia to my brother with oranges because of you. We are out of oranges.",
                ],
                answer: "Written down: Brynn, second ball, cheered.",
            },
            Some(SampleJourney {
                title: "The second ball",
                summary: "Notes on a quiet game.",
                milestones: const {
                    &[
                        step(K::Beginning, -1250, "School corridor, rolled socks", "We had no set, so we had socks."),
                        step(K::Competition, -50, "National title", "By eight millimetres."),
                        step(K::Camp, 52, "Team camp", "Ramps, throws, long lunches."),
                        step(K::Start, 245, "Pool match one", "Whoever it is: sorry in advance."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 239,
                given: "WREN",
                family: "CASTELLANE",
                event: "COMPOUND ARCHERY",
                region: "OUTER SKERRIES",
                ground: NAVY,
                swapped: true,
                stage: Stage::Range,
                air: Air::Motes,
                tempo: 94.0,
                scenes: WREN,
            },
            "wren_castellane",
            "Wren Castellane",
            Open,
            Sport::ParaArchery,
            "Outer Skerries",
            "Compound, open class. The wind on my island teaches for free. Knits between ends.",
            SamplePost {
                caption: "Morning round before the coffee. I do not recommend it and I will do it again tomorrow. #paraarchery #compound #OuterSkerries",
                alt: "Pictogram of an archer in a wheelchair, very near, drawing a bow. A target is hit three times: ten, nine, ten. Then the days to go count down.",
                comments: &[
                    "Ten, nine, ten without coffee is frankly rude.",
                    "What do you look at while you wait? I always look at the clock and then I am lost.",
                    "We saw you from the ferry. We did not wave, because of the arrow.",
                ],
                answer: "A lamp post behind the target. It is called Gerald.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 241,
                given: "DARIO",
                family: "NKEMO",
                event: "HANDBIKE · H4",
                region: "SALTMARCH",
                ground: INDIGO,
                swapped: true,
                stage: Stage::Road,
                air: Air::Streaks,
                tempo: 134.0,
                scenes: DARIO,
            },
            "dario_nkemo",
            "Dario Nkemo",
            Men,
            Sport::ParaCycling,
            "Saltmarch",
            "Handbike, H4. Sees the world from 40 centimetres up. Dogs love me, cars do not.",
            SamplePost {
                caption: "24:11.40 over the Saddle Road. There was a cow. She let me through. #paracycling #handbike #ParaHalvora",
                alt: "Pictogram of a handbike rider on a night road with flags rushing past and hills behind. A clock stops at 24 minutes 11.40. It ends with the words Pedal uphill.",
                comments: &[
                    "I was at the top with the cowbell. The cow was not impressed by the competition.",
                    "The Saddle Road hurts in a car.",
                    "Your shoulders are a public monument.",
                ],
                answer: "I heard two bells! Now it makes sense.",
            },
            Some(SampleJourney {
                title: "Forty centimetres up",
                summary: "Every climb in Halvora, from very near the road.",
                milestones: const {
                    &[
                        step(K::Beginning, -970, "Borrowed a handbike", "Gave it back nine hundred kilometres later."),
                        step(K::Camp, -200, "Wind tunnel, sort of", "A garage and four fans."),
                        step(K::Competition, -3, "Saddle Road", "24:11 and a cow."),
                        step(K::Selection, 102, "Team named", "One place in my class."),
                        step(K::Village, 240, "Into the village", "With two sets of wheels."),
                        step(K::Start, 249, "Time trial", "Flat, they say. We will see."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 251,
                given: "SENA",
                family: "ASHGROVE",
                event: "GOALBALL · CENTRE",
                region: "LANTERNBAY",
                ground: PLUM,
                swapped: true,
                stage: Stage::Court,
                air: Air::Motes,
                tempo: 106.0,
                scenes: SENA,
            },
            "sena_ashgrove",
            "Sena Ashgrove",
            Women,
            Sport::Goalball,
            "Lanternbay",
            "Centre. I stop what I hear. Radio voice on weekends, terrible at whispering.",
            SamplePost {
                caption: "Please be quiet while we play. Then please do not be. 7–3! Captions by me, sound by 1,400 people. #goalball #ParaHalvora",
                alt: "Words on a dark ground: Listen. Listen. Now. A pictogram of a goalball player with eyeshades dives along the floor to stop the ball. A score counts up to 7 to 3.",
                comments: &[
                    "1,400 people holding their breath is the best sound in the country.",
                    "I described this one to three friends at once and lost my voice at four all. There was no four all. I was that nervous.",
                    "The captions say bells before the bells. Thank you, that is how it should be done.",
                ],
                answer: "From you that means a lot. Bells first, always.",
            },
            Some(SampleJourney {
                title: "Listen",
                summary: "A team that trains with the lights off because nobody needs them.",
                milestones: const {
                    &[
                        step(K::Beginning, -860, "Six of us and one ball", "The bell was loose. So were we."),
                        step(K::Competition, -3, "7–3", "Four in the last six minutes."),
                        step(K::Camp, 25, "Winter camp", "Floor burns and board games."),
                        step(K::Start, 246, "Group match", "Hush, please."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 257,
                given: "GORAN",
                family: "TUIHALA",
                event: "POWERLIFTING 97 KG",
                region: "IRONVALE",
                ground: FOREST,
                swapped: false,
                stage: Stage::Platform,
                air: Air::Chalk,
                tempo: 98.0,
                scenes: GORAN,
            },
            "goran_tuihala",
            "Goran Tuihala",
            Men,
            Sport::ParaPowerlifting,
            "Ironvale",
            "Up to 97 kilos, me. Up to 204, the bar. Sings in the steelworks choir, second bass, naturally.",
            SamplePost {
                caption: "204. Down slow, still, up. The still part is the hard part, ask anyone who has waited for a bus. #parapowerlifting #Ironvale",
                alt: "Pictogram of a powerlifter on a lit platform, pressing a great ring of iron. Three bars rise from 182 to 204 kilograms. It ends with the words Three white lights.",
                comments: &[
                    "Night shift watched it in the break room. Forty men went very quiet, then not.",
                    "Two hundred and four. I press that in a month. In total.",
                    "Sing the next one up, please.",
                ],
                answer: "Tell the night shift the low C is coming back for Christmas.",
            },
            None,
        ),
        one(
            &Reel {
                seed: 263,
                given: "FREYA",
                family: "ADOMERE",
                event: "CANOE SPRINT · KL2",
                region: "HIGH ORCHARD",
                ground: PETROL,
                swapped: false,
                stage: Stage::River,
                air: Air::Spray,
                tempo: 124.0,
                scenes: FREYA,
            },
            "freya_adomere",
            "Freya Adomere",
            Women,
            Sport::ParaCanoe,
            "High Orchard",
            "KL2, 200 metres. Fifty seconds of work, a year of mornings. Photographs fog.",
            SamplePost {
                caption: "50.31 on glass. You wait all autumn for water like that. @bastian_ferrow was already out there, as usual, backwards. #paracanoe #KL2 #ParaHalvora",
                alt: "Three bands show a kayak paddler with a high backrest from different distances. A clock stops at 50.31. The lake lies still under a moon. It ends with the words Paddle on.",
                comments: &[
                    "Backwards is a point of view.",
                    "That photo of the lake at six is my phone background now. Hope that is fine.",
                    "0.4 faster than in spring, with the old blade! Callie, confirm?",
                ],
                answer: "Fine by me. I have six hundred more of fog.",
            },
            Some(SampleJourney {
                title: "Fifty seconds",
                summary: "A year of mornings for less than a minute.",
                milestones: const {
                    &[
                        step(K::Beginning, -590, "Fell in. Got back in.", "Twelve times the first day."),
                        step(K::Competition, -5, "50.31", "First place on Lake Orrel."),
                        step(K::Selection, 88, "Trials", "One boat per class."),
                    ]
                },
            }),
        ),
        one(
            &Reel {
                seed: 269,
                given: "MALACHI",
                family: "BRANDVOLD",
                event: "WHEELCHAIR RUGBY",
                region: "LANTERNBAY",
                ground: NAVY,
                swapped: false,
                stage: Stage::Court,
                air: Air::Streaks,
                tempo: 142.0,
                scenes: MALACHI,
            },
            "malachi_brandvold",
            "Malachi Brandvold",
            Open,
            Sport::WheelchairRugby,
            "Lanternbay",
            "Wheelchair rugby, 1.5. Blocks so that others may score. Welds his own bumper and, lately, everybody's.",
            SamplePost {
                caption: "52–48. Two chairs welded at half time, one of them by the referee's brother. I love this sport. #wheelchairrugby #ParaHalvora",
                alt: "Pictogram of a wheelchair rugby player pushing hard, very near, ball in the lap. A score counts up to 52 to 48. It ends with the words Bring the noise.",
                comments: &[
                    "The clang in the second quarter woke our baby in row 30. She loved it.",
                    "A block like the one at 44 all should count double.",
                    "Was it the good welder or the other good welder?",
                ],
                answer: "The other good welder. Hello to the baby!",
            },
            None,
        ),
        one(
            &Reel {
                seed: 271,
                given: "MEI",
                family: "CORRAVAN",
                event: "TABLE TENNIS · CLASS 4",
                region: "SALTMARCH",
                ground: EMBER,
                swapped: true,
                stage: Stage::Court,
                air: Air::Motes,
                tempo: 128.0,
                scenes: MEI,
            },
            "mei_corravan",
            "Mei Corravan",
            Women,
            Sport::ParaTableTennis,
            "Saltmarch",
            "Class 4. My serve has a name and I will not tell you. Teaches maths with a bat in her hand.",
            SamplePost {
                caption: "4–9 down in the fifth. Then I remembered that I serve, too. 11–9. #paratabletennis #ParaHalvora @callie_r this one is for year 8",
                alt: "Pictogram of a table tennis player in a wheelchair with coloured trails behind the bat. A score counts up to 11 to 9. Then the days to go count down.",
                comments: &[
                    "Year 8 worked out the probability. It was four per cent. They want a poster.",
                    "Seven points in a row and not a flicker on your face.",
                    "Tell us the name of the serve. We are many and we are patient.",
                ],
                answer: "Four per cent! Poster granted. Name not granted.",
            },
            None,
        ),
    ]
}
