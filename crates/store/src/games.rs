//! Games.

use grandstand_domain::{
    games::{Day, Days},
    id::{GamesId, OrganisationId},
    time::UnixMillis,
    way::USUAL_MINUTES,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, slug, name, time_zone, village_on, opens_on, closes_on, way_minutes, created_at FROM games ",
            $rest
        )
    };
}

const GET: &str = columns!("WHERE id = $1");
const BY_SLUG: &str = columns!("WHERE slug = $1");
const LIST: &str = columns!("ORDER BY COALESCE(opens_on, village_on, '9999'), slug");
const INSERT: &str = "INSERT INTO games (id, slug, name, time_zone, village_on, opens_on, closes_on, way_minutes, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const UPDATE: &str = "UPDATE games SET name = $2, time_zone = $3, village_on = $4, opens_on = $5, closes_on = $6, way_minutes = $7 \
     WHERE id = $1";
const LOCK: &str = "UPDATE games SET name = name WHERE id = $1";

const FIGURES: &str = "SELECT (SELECT COUNT(*) FROM unit WHERE games_id = $1) AS units, \
       (SELECT COUNT(*) FROM venue WHERE games_id = $1) AS venues, \
       (SELECT COUNT(*) FROM roster_entry WHERE games_id = $1 AND organisation_id = $2) AS athletes, \
       (SELECT COUNT(*) FROM start s JOIN roster_entry e ON e.id = s.entry_id WHERE e.games_id = $1 AND e.organisation_id = $2) AS starts, \
       (SELECT COUNT(DISTINCT discipline) FROM unit WHERE games_id = $1) AS disciplines, \
       (SELECT COUNT(*) FROM way WHERE games_id = $1) AS ways, \
       (SELECT COALESCE(MAX(version), 0) FROM rule_pack WHERE games_id = $1) AS rules";

/// How much is known of a Games.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    /// Competition units in the schedule.
    pub units: i64,
    /// Venues.
    pub venues: i64,
    /// Athletes on one organisation's roster.
    pub athletes: i64,
    /// Their starts.
    pub starts: i64,
    /// Disciplines in the schedule.
    pub disciplines: i64,
    /// Ways between places that are stated.
    pub ways: i64,
    /// The version of its rules; 0 while there are none.
    pub rules: i64,
}

/// A stored Games.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Games {
    /// Its id.
    pub id: GamesId,
    /// Its short name in addresses, unique on this host.
    pub slug: String,
    /// Its name as people say it.
    pub name: String,
    /// The name of its time zone, once stated.
    pub zone: Option<String>,
    /// Its days, as far as stated.
    pub days: Days,
    /// Minutes between two of its places where no way is stated.
    pub way_minutes: u16,
    /// When it was made here.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    slug: String,
    name: String,
    time_zone: Option<String>,
    village_on: Option<String>,
    opens_on: Option<String>,
    closes_on: Option<String>,
    way_minutes: i64,
    created_at: i64,
}

impl TryFrom<Row> for Games {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let day = |text: Option<String>| {
            let parsed = text.map(|text| text.parse::<Day>()).transpose();
            parsed.map_err(|e| StoreError::Corrupt { table: "games", why: format!("{}: {e}", row.id) })
        };
        Ok(Self {
            id: GamesId(row.id),
            slug: row.slug,
            name: row.name,
            zone: row.time_zone,
            days: Days { village: day(row.village_on)?, opening: day(row.opens_on)?, closing: day(row.closes_on)? },
            way_minutes: u16::try_from(row.way_minutes).unwrap_or(USUAL_MINUTES),
            created_at: UnixMillis(row.created_at),
        })
    }
}

/// The Games of an id.
pub async fn get(tx: &mut ReadTx, id: GamesId) -> Result<Option<Games>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Games::try_from).transpose()
}

/// The Games of a slug.
pub async fn by_slug(tx: &mut ReadTx, slug: &str) -> Result<Option<Games>, StoreError> {
    maybe!(tx, Row, BY_SLUG, slug)?.map(Games::try_from).transpose()
}

/// Every Games of this host, in the order of their days; those without come last.
pub async fn list(tx: &mut ReadTx) -> Result<Vec<Games>, StoreError> {
    all!(tx, Row, LIST)?.into_iter().map(Games::try_from).collect()
}

/// How much is known of a Games, and of one organisation in it.
pub async fn figures(tx: &mut ReadTx, games: GamesId, organisation: OrganisationId) -> Result<Figures, StoreError> {
    Ok(maybe!(tx, Figures, FIGURES, games.0, organisation.0)?.unwrap_or_default())
}

/// Stores a new Games. `Taken` when the slug is.
pub async fn insert(tx: &mut WriteTx, games: &Games) -> Result<(), StoreError> {
    let [village, opening, closing] = days(games);
    let way = i64::from(games.way_minutes);
    run!(
        tx,
        INSERT,
        games.id.0,
        &games.slug,
        &games.name,
        &games.zone,
        village,
        opening,
        closing,
        way,
        games.created_at.0
    )
    .map(drop)
    .map_err(|e| e.taken("games", &games.slug))
}

/// Stores a Games' changed name, zone and days.
pub async fn update(tx: &mut WriteTx, games: &Games) -> Result<(), StoreError> {
    let [village, opening, closing] = days(games);
    let way = i64::from(games.way_minutes);
    let rows = run!(tx, UPDATE, games.id.0, &games.name, &games.zone, village, opening, closing, way)?;
    StoreError::touched(rows, "games", games.id)
}

/// Makes other writers of this Games wait until this transaction ends.
pub async fn lock(tx: &mut WriteTx, id: GamesId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, LOCK, id.0)?, "games", id)
}

fn days(games: &Games) -> [Option<String>; 3] {
    [games.days.village, games.days.opening, games.days.closing].map(|day| day.map(|d| d.to_string()))
}
