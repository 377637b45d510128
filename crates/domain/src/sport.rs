//! Sports, by the discipline codes of the Olympic Data Feed (ODF common codes, "Discipline").

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::invalid::Invalid;

macro_rules! sports {
    ($($variant:ident $code:literal $slug:literal $para:literal),* $(,)?) => {
        /// A discipline. `Para` variants are those of the Paralympic programme.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[expect(missing_docs, reason = "each variant is the discipline it names")]
        pub enum Sport { $($variant),* }

        impl Sport {
            /// Every discipline known here.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The ODF discipline code, as stored.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The name in addresses and, after `sport-`, in the translation files.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),* }
            }

            /// Whether it belongs to the Paralympic programme.
            pub fn is_para(self) -> bool {
                match self { $(Self::$variant => $para),* }
            }
        }
    };
}

sports! {
    Archery "ARC" "archery" false,
    Athletics "ATH" "athletics" false,
    Badminton "BDM" "badminton" false,
    Basketball "BKB" "basketball" false,
    Boxing "BOX" "boxing" false,
    CanoeSlalom "CSL" "canoe-slalom" false,
    CanoeSprint "CSP" "canoe-sprint" false,
    Climbing "CLB" "sport-climbing" false,
    CyclingRoad "CRD" "cycling-road" false,
    CyclingTrack "CTR" "cycling-track" false,
    Diving "DIV" "diving" false,
    Equestrian "EQU" "equestrian" false,
    Fencing "FEN" "fencing" false,
    Football "FBL" "football" false,
    Gymnastics "GAR" "artistic-gymnastics" false,
    Hockey "HOC" "hockey" false,
    Judo "JUD" "judo" false,
    Rowing "ROW" "rowing" false,
    Rugby "RU7" "rugby-sevens" false,
    Sailing "SAL" "sailing" false,
    Shooting "SHO" "shooting" false,
    Skateboarding "SKB" "skateboarding" false,
    Surfing "SRF" "surfing" false,
    Swimming "SWM" "swimming" false,
    TableTennis "TTE" "table-tennis" false,
    Taekwondo "TKW" "taekwondo" false,
    Tennis "TEN" "tennis" false,
    Triathlon "TRI" "triathlon" false,
    Volleyball "VVO" "volleyball" false,
    Weightlifting "WLF" "weightlifting" false,
    ParaArchery "ARC-P" "para-archery" true,
    ParaAthletics "ATH-P" "para-athletics" true,
    ParaBadminton "BDM-P" "para-badminton" true,
    Boccia "BOC" "boccia" true,
    ParaCanoe "CSP-P" "para-canoe" true,
    ParaCycling "CRD-P" "para-cycling" true,
    Goalball "GBL" "goalball" true,
    ParaPowerlifting "PWL" "para-powerlifting" true,
    ParaRowing "ROW-P" "para-rowing" true,
    ParaSwimming "SWM-P" "para-swimming" true,
    ParaTableTennis "TTE-P" "para-table-tennis" true,
    WheelchairBasketball "WBK" "wheelchair-basketball" true,
    WheelchairFencing "WFE" "wheelchair-fencing" true,
    WheelchairRugby "WRU" "wheelchair-rugby" true,
    WheelchairTennis "WTE" "wheelchair-tennis" true,
}

impl Sport {
    /// The sport with this slug.
    pub fn by_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.slug() == slug)
    }
}

impl FromStr for Sport {
    type Err = Invalid;

    /// Reads an ODF code.
    fn from_str(code: &str) -> Result<Self, Invalid> {
        Self::ALL.iter().copied().find(|s| s.code() == code).ok_or_else(|| Invalid::one("sport", "sport-unknown"))
    }
}

impl TryFrom<String> for Sport {
    type Error = Invalid;

    fn try_from(code: String) -> Result<Self, Invalid> {
        code.parse()
    }
}

impl From<Sport> for String {
    fn from(sport: Sport) -> Self {
        sport.code().to_owned()
    }
}
