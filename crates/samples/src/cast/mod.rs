//! The sample team of Halvora, a nation that does not exist: two organisations, 24 athletes with their films, journeys
//! and posts, their supporters, and what these say. Everyone here is invented.

mod captions;
mod crowd;
mod olympic;
mod paralympic;

use grandstand_domain::{
    account::EventGender, colour::Colour, journey::MilestoneKind, organisation::OrganisationKind, sport::Sport,
};

pub use captions::captions;
pub use crowd::{cheers, commenter, follows};

use crate::film::{Air, FilmSpec, Look, Scene, Shot, Stage, Tune};

/// Everybody and everything of the sample.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The Olympic team, then the Paralympic team.
    pub organisations: [SampleOrganisation; 2],
    /// In the order in which their films are made: the first one is what a newcomer sees first.
    pub athletes: Vec<Athlete>,
    /// Those who follow, cheer and comment.
    pub supporters: Vec<Supporter>,
    /// Runs both organisations.
    pub staff: Supporter,
    /// Acts on reports.
    pub moderator: Supporter,
}

/// An organisation of the sample.
#[derive(Clone, Copy, Debug)]
pub struct SampleOrganisation {
    /// Its address.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// NOC or NPC.
    pub kind: OrganisationKind,
    /// The nation's three letters; in use by no real committee.
    pub noc: &'static str,
    /// Its accent.
    pub colour: Colour,
}

/// An athlete with one film.
#[derive(Clone, Copy, Debug)]
pub struct Athlete {
    /// Without `@`.
    pub handle: &'static str,
    /// As on the page.
    pub name: &'static str,
    /// 0 for the Olympic team, 1 for the Paralympic team.
    pub organisation: usize,
    /// Whose events they enter.
    pub event_gender: EventGender,
    /// The sport.
    pub sport: Sport,
    /// The home region.
    pub region: &'static str,
    /// About themselves, in their own words.
    pub bio: &'static str,
    /// The post under the film.
    pub post: SamplePost,
    /// The way to the Games, where they tell it.
    pub journey: Option<SampleJourney>,
    /// The film.
    pub film: FilmSpec,
}

/// What is written with a film.
#[derive(Clone, Copy, Debug)]
pub struct SamplePost {
    /// With #tags and @mentions.
    pub caption: &'static str,
    /// For those who cannot see the film.
    pub alt: &'static str,
    /// What supporters say under it, oldest first.
    pub comments: &'static [&'static str],
    /// What the athlete answers to the first comment; empty for nothing.
    pub answer: &'static str,
}

/// A journey.
#[derive(Clone, Copy, Debug)]
pub struct SampleJourney {
    /// Its title.
    pub title: &'static str,
    /// What it is about.
    pub summary: &'static str,
    /// In order; the post with the film belongs to the last one that has passed.
    pub milestones: &'static [SampleMilestone],
}

/// A step on a journey.
#[derive(Clone, Copy, Debug)]
pub struct SampleMilestone {
    /// What it marks.
    pub kind: MilestoneKind,
    /// Days from today; negative is past.
    pub day: i16,
    /// One line.
    pub title: &'static str,
    /// A sentence about it.
    pub note: &'static str,
}

/// Somebody without a film.
#[derive(Clone, Copy, Debug)]
pub struct Supporter {
    /// Without `@`.
    pub handle: &'static str,
    /// As on the page.
    pub name: &'static str,
    /// The home region; empty for none.
    pub region: &'static str,
    /// A line about them.
    pub bio: &'static str,
    /// Under 18: no feed learns from what they watch.
    pub minor: bool,
}

/// The Games that every journey leads to: invented, like the rest.
pub const GAMES: &str = "Cape Verrin Games";
/// The days from today to the opening for the Olympic team, then for the Paralympic team.
pub const DAYS_TO_GO: [u16; 2] = [214, 242];

/// The team's colours: sea green and lamp yellow for the Olympic team, coral and ice for the Paralympic team.
const SEA: Colour = Colour(0x19, 0xd3, 0xb5);
const LAMP: Colour = Colour(0xff, 0xc8, 0x45);
const CORAL: Colour = Colour(0xff, 0x6b, 0x8a);
const ICE: Colour = Colour(0x7d, 0xe3, 0xff);

/// Nights of different tints.
const NAVY: Colour = Colour::GROUND;
const PLUM: Colour = Colour(0x1a, 0x0e, 0x2c);
const FOREST: Colour = Colour(0x06, 0x1e, 0x1c);
const PETROL: Colour = Colour(0x05, 0x1b, 0x2b);
const INDIGO: Colour = Colour(0x12, 0x11, 0x38);
const EMBER: Colour = Colour(0x22, 0x10, 0x1c);

/// The whole cast.
pub fn cast() -> Cast {
    let mut athletes = Vec::with_capacity(24);
    // Olympic and Paralympic films take turns from the start.
    for (one, other) in olympic::athletes().into_iter().zip(paralympic::athletes()) {
        athletes.push(one);
        athletes.push(other);
    }
    Cast {
        organisations: [
            SampleOrganisation {
                slug: "team-halvora",
                name: "Team Halvora",
                kind: OrganisationKind::Noc,
                noc: "HLV",
                colour: SEA,
            },
            SampleOrganisation {
                slug: "para-halvora",
                name: "ParaHalvora",
                kind: OrganisationKind::Npc,
                noc: "HLV",
                colour: CORAL,
            },
        ],
        athletes,
        supporters: crowd::supporters(),
        staff: Supporter {
            handle: "halvora_office",
            name: "Halvora Team Office",
            region: "Lanternbay",
            bio: "The programme office of both Halvoran teams. Write to us about workshops and the House.",
            minor: false,
        },
        moderator: Supporter {
            handle: "halvora_stewards",
            name: "Halvora Stewards",
            region: "",
            bio: "We read every report and answer it.",
            minor: false,
        },
    }
}

const fn scene(seconds: f32, shot: Shot) -> Scene {
    Scene { seconds, shot }
}

const fn step(kind: MilestoneKind, day: i16, title: &'static str, note: &'static str) -> SampleMilestone {
    SampleMilestone { kind, day, title, note }
}

/// What differs between the films of one team.
struct Reel {
    seed: u64,
    given: &'static str,
    family: &'static str,
    event: &'static str,
    region: &'static str,
    ground: Colour,
    /// Whether the second colour leads.
    swapped: bool,
    stage: Stage,
    air: Air,
    tempo: f32,
    scenes: &'static [Scene],
}

fn film(reel: &Reel, sport: Sport, organisation: usize) -> FilmSpec {
    let (first, other) = if organisation == 0 { (SEA, LAMP) } else { (CORAL, ICE) };
    let (team, second) = if reel.swapped { (other, first) } else { (first, other) };
    FilmSpec {
        seed: reel.seed,
        given: reel.given,
        family: reel.family,
        sport,
        event: reel.event,
        region: reel.region,
        code: "HLV",
        days: DAYS_TO_GO[organisation.min(1)],
        look: Look { ground: reel.ground, team, second },
        stage: reel.stage,
        air: reel.air,
        scenes: reel.scenes,
        tune: if organisation == 0 { Tune::Rise } else { Tune::Roll },
        tempo: reel.tempo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_cast_keeps_the_rules_of_the_house() {
        let cast = cast();
        assert_eq!(cast.athletes.len(), 24);
        let sports: BTreeSet<Sport> = cast.athletes.iter().map(|a| a.sport).collect();
        assert!(sports.len() >= 16, "{}", sports.len());
        let mut handles = BTreeSet::new();
        for organisation in cast.organisations {
            grandstand_domain::organisation::slug(organisation.slug).unwrap();
            grandstand_domain::organisation::name(organisation.name).unwrap();
            grandstand_domain::organisation::noc(organisation.noc).unwrap();
            assert!(organisation.colour.contrast(Colour::GROUND) >= 4.5);
        }
        for athlete in &cast.athletes {
            assert_eq!(athlete.sport.is_para(), athlete.organisation == 1, "{}", athlete.name);
            assert!(handles.insert(athlete.handle));
            athlete.handle.parse::<grandstand_domain::handle::Handle>().unwrap();
            grandstand_domain::account::display_name(athlete.name).unwrap();
            grandstand_domain::account::bio(athlete.bio).unwrap();
            grandstand_domain::account::region(athlete.region).unwrap();
            let caption = grandstand_domain::caption::Caption::new(athlete.post.caption).unwrap();
            assert!(!caption.tags().is_empty(), "{}", athlete.name);
            grandstand_domain::post::alt_text(athlete.post.alt).unwrap();
            for comment in athlete.post.comments {
                grandstand_domain::post::comment_text(comment).unwrap();
            }
            assert!((6.0..=9.0).contains(&athlete.film.seconds()), "{}: {}", athlete.name, athlete.film.seconds());
            let cues = captions(&athlete.film);
            assert!(!cues.is_empty() && cues.iter().all(|c| c.start_ms < c.end_ms));
            if let Some(journey) = athlete.journey {
                assert!((3..=6).contains(&journey.milestones.len()), "{}", athlete.name);
                assert!(journey.milestones.windows(2).all(|pair| pair[0].day < pair[1].day), "{}", athlete.name);
                grandstand_domain::journey::title(journey.title).unwrap();
                grandstand_domain::journey::summary(journey.summary).unwrap();
            }
        }
        assert!(cast.athletes.iter().filter(|a| a.journey.is_some()).count() >= 10);
        for person in cast.supporters.iter().chain([&cast.staff, &cast.moderator]) {
            assert!(handles.insert(person.handle));
            person.handle.parse::<grandstand_domain::handle::Handle>().unwrap();
            grandstand_domain::account::display_name(person.name).unwrap();
            grandstand_domain::account::bio(person.bio).unwrap();
        }
        for athlete in &cast.athletes {
            for mention in grandstand_domain::caption::mentions(athlete.post.caption) {
                assert!(handles.contains(mention.as_str()), "{} mentions {mention}", athlete.name);
            }
        }
    }
}
