//! The plan for ways between places.

use grandstand_domain::{difference::difference, id::WayId, way::Way};
use grandstand_roster::Lines;
use grandstand_store::{self as store, ReadTx, way::StoredWay};

use super::{
    Change, ImportError,
    plan::{Planner, Row, Rows},
};

pub(super) async fn plan(planner: &mut Planner<'_>, tx: &mut ReadTx, read: Lines<Way>) -> Result<Rows, ImportError> {
    let standing = store::way::of_games(tx, planner.target.games.id).await?;
    planner.refuse_all(read.refused);
    let stored = |way| StoredWay { id: WayId(planner.ctx.id()), way };
    let coming: Vec<_> = read.good.into_iter().map(|(line, way)| (line, stored(way))).collect();
    let content = |stored: &StoredWay| (stored.way.key(), stored.way.minutes);
    let before: Vec<_> = standing.iter().map(content).collect();
    let after: Vec<_> = coming.iter().map(|(_, row)| content(row)).collect();
    let say = |row: &StoredWay| (String::new(), format!("{} – {}", row.way.one, row.way.other));
    let rows = planner.settle(&difference(&before, &after), &standing, coming, say, |_, before, after| {
        let mut out = Vec::new();
        Change::note(&mut out, "minutes", &before.way.minutes.to_string(), &after.way.minutes.to_string());
        out
    });
    Ok(Rows::Ways(rows))
}

impl Row for StoredWay {
    type Id = WayId;

    fn id(&self) -> WayId {
        self.id
    }

    fn replace(&mut self, before: &Self) {
        self.id = before.id;
    }
}
