//! The supporters, and who follows and cheers whom: uneven, as it is in life, and always the same.

use super::{Athlete, Supporter};
use crate::film::chance;

const fn fan(handle: &'static str, name: &'static str, region: &'static str, bio: &'static str) -> Supporter {
    Supporter { handle, name, region, bio, minor: false }
}

pub(super) fn supporters() -> Vec<Supporter> {
    vec![
        fan("tilda_marsh", "Tilda Marsh", "Saltmarch", "Swim parent, timekeeper, maker of far too many sandwiches."),
        fan(
            "oduya_k",
            "Kofi Oduya",
            "Lanternbay",
            "I coach under-12 sprints on Tuesdays. Ask me about relay handovers.",
        ),
        fan("brynn_o", "Brynn Oake", "North Fells", "Fell runner. Slow up, slower down."),
        fan("hanneke_v", "Hanneke Viss", "High Orchard", "Rowed at school, shouted ever since."),
        fan("samir_draws", "Samir Elbaz", "Ironvale", "I draw every start line I watch."),
        fan("aunt_perpetua", "Perpetua Lund", "Outer Skerries", "Retired ferry captain. Loud."),
        fan("joss_w", "Joss Wetherby", "Lanternbay", "Wheelchair basketball, Thursday league, terrible free throws."),
        fan("mirela_c", "Mirela Costin", "Saltmarch", "Physio. I see the rehab nobody films."),
        fan("dev_anand_h", "Dev Hollis", "Ironvale", "Boxing gym, back door, six in the morning."),
        Supporter {
            minor: true,
            ..fan("lio_fen", "Lio Fenwick", "North Fells", "Sixteen. Climbing. School, sometimes.")
        },
        fan("grandpa_oskar", "Oskar Thule", "High Orchard", "My granddaughter set this up for me."),
        fan("yara_n", "Yara Nabeel", "Lanternbay", "Commentary for friends who cannot see the screen."),
        fan("pim_and_co", "Pim Verhoeven", "Outer Skerries", "Four of us, one sofa, every final."),
        fan("callie_r", "Callie Roe", "Saltmarch", "Maths teacher. Yes, I keep the tables."),
        fan("tomasz_b", "Tomasz Brygga", "Ironvale", "Steelworks, night shift, early heats."),
        fan("edie_signs", "Edie Larkin", "High Orchard", "Deaf, sporty, here for good captions."),
        fan("noah_rk", "Noah Rook", "Lanternbay", "Skates to work. Falls at work."),
        fan("ines_f", "Inês Fallow", "Saltmarch", "Here for the handbikes."),
        fan("bowstring_ana", "Ana Sterling", "North Fells", "Club archer. Third ring on a good day."),
        fan("the_fife_twins", "Una and Orla Fife", "Outer Skerries", "Two accounts is one too many, so we share."),
    ]
}

/// How well known an athlete is, 0 to 1: a few by many, all by some.
fn fame(index: usize) -> f32 {
    let draw = chance(0xfa_4e, index as u64);
    0.28 + 0.6 * draw * draw
}

/// Who follows this athlete, as positions among the supporters. Everyone has at least three followers.
pub fn follows(athletes: &[Athlete], supporters: &[Supporter], athlete: usize) -> Vec<usize> {
    chosen(athletes, supporters, athlete, 0x0f01, fame(athlete), 3)
}

/// Who cheers this athlete's film. Everyone has at least two cheers.
pub fn cheers(athletes: &[Athlete], supporters: &[Supporter], athlete: usize) -> Vec<usize> {
    chosen(athletes, supporters, athlete, 0xc4ee, (fame(athlete) * 1.15).min(0.95), 2)
}

/// Which supporter writes the comment at this place under an athlete's film; three under one film are three people.
pub fn commenter(athlete: usize, place: usize, supporters: usize) -> usize {
    (athlete * 7 + place * 5 + place) % supporters.max(1)
}

fn chosen(
    athletes: &[Athlete],
    supporters: &[Supporter],
    athlete: usize,
    seed: u64,
    share: f32,
    least: usize,
) -> Vec<usize> {
    let home = athletes.get(athlete).map_or("", |a| a.region);
    let mut draws: Vec<(f32, usize)> = supporters
        .iter()
        .enumerate()
        .map(|(number, supporter)| {
            // Neighbours come first.
            let near = if supporter.region == home { 0.35 } else { 0.0 };
            (chance(seed, (athlete * 100 + number) as u64) - near, number)
        })
        .collect();
    draws.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = draws.iter().filter(|d| d.0 < share).count().max(least);
    draws.into_iter().take(count).map(|d| d.1).collect()
}

#[cfg(test)]
mod tests {
    use super::super::cast;
    use super::*;

    #[test]
    fn everyone_is_followed_and_nobody_by_all() {
        let cast = cast();
        for number in 0..cast.athletes.len() {
            let (fans, hands) =
                (follows(&cast.athletes, &cast.supporters, number), cheers(&cast.athletes, &cast.supporters, number));
            assert!((3..=20).contains(&fans.len()) && hands.len() >= 2);
            assert_eq!(fans, follows(&cast.athletes, &cast.supporters, number));
        }
    }
}
