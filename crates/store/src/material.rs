//! Material of courses: files in the object store and films of the host, in the order that staff give them.

use std::collections::BTreeSet;

use grandstand_domain::{
    id::{CourseId, MaterialId, OrganisationId, PostId},
    material::{FileKind, MaterialKind},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.course_id, m.place, m.kind, m.title, m.post_id, m.object_key, m.file, m.bytes, m.made_at, \
             EXISTS (SELECT 1 FROM post p WHERE p.id = m.post_id AND p.state <> 'published') AS is_only_here FROM material m ",
            $rest
        )
    };
}

const OF_COURSE: &str = columns!("WHERE m.course_id = $1 ORDER BY m.place, m.id");
const OF_ORGANISATION: &str =
    columns!("JOIN course c ON c.id = m.course_id WHERE c.organisation_id = $1 ORDER BY m.course_id, m.place, m.id");
const GET: &str = columns!("WHERE m.id = $1");
const INSERT: &str = "INSERT INTO material (id, course_id, place, kind, title, post_id, object_key, file, bytes, made_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const SET_PLACE: &str = "UPDATE material SET place = $2 WHERE id = $1";
const DELETE: &str = "DELETE FROM material WHERE id = $1";
const SHOWN_BY: &str =
    "SELECT DISTINCT c.organisation_id FROM material m JOIN course c ON c.id = m.course_id WHERE m.post_id = $1";
const FORGET_POST: &str = "DELETE FROM material WHERE post_id = $1";
const KEYS: &str = "SELECT object_key FROM material WHERE object_key <> ''";

/// A piece of material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// Its id.
    pub id: MaterialId,
    /// Of which course.
    pub course: CourseId,
    /// Where it stands among the others; the smallest first.
    pub place: i64,
    /// What it is.
    pub kind: MaterialKind,
    /// What it is called.
    pub title: String,
    /// The post, for a film.
    pub post: Option<PostId>,
    /// Whether the post is not published: a film that only the people of the course see.
    pub is_only_here: bool,
    /// Where the bytes lie, for a file; empty otherwise.
    pub key: String,
    /// What the file is.
    pub file: Option<FileKind>,
    /// How large the file is.
    pub bytes: i64,
    /// Since when it is there.
    pub made_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    course_id: i64,
    place: i64,
    #[sqlx(try_from = "String")]
    kind: MaterialKind,
    title: String,
    post_id: Option<i64>,
    object_key: String,
    file: String,
    bytes: i64,
    made_at: i64,
    is_only_here: bool,
}

impl From<Row> for Material {
    fn from(row: Row) -> Self {
        Self {
            id: MaterialId(row.id),
            course: CourseId(row.course_id),
            place: row.place,
            kind: row.kind,
            title: row.title,
            post: row.post_id.map(PostId),
            is_only_here: row.is_only_here,
            key: row.object_key,
            file: row.file.parse().ok(),
            bytes: row.bytes,
            made_at: UnixMillis(row.made_at),
        }
    }
}

/// The material of a course, in its order.
pub async fn of_course(tx: &mut ReadTx, course: CourseId) -> Result<Vec<Material>, StoreError> {
    Ok(all!(tx, Row, OF_COURSE, course.0)?.into_iter().map(Material::from).collect())
}

/// The material of all courses of an organisation, each course's in its order.
pub async fn of_organisation(tx: &mut ReadTx, organisation: OrganisationId) -> Result<Vec<Material>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0)?.into_iter().map(Material::from).collect())
}

/// A piece by its id.
pub async fn get(tx: &mut ReadTx, id: MaterialId) -> Result<Option<Material>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Material::from))
}

/// Stores a new piece.
pub async fn insert(tx: &mut WriteTx, m: &Material) -> Result<(), StoreError> {
    let (post, file) = (m.post.map(|post| post.0), m.file.map_or("", FileKind::as_str));
    let kind = m.kind.as_str();
    run!(tx, INSERT, m.id.0, m.course.0, m.place, kind, &m.title, post, &m.key, file, m.bytes, m.made_at.0).map(drop)
}

/// Puts a piece at another place.
pub async fn set_place(tx: &mut WriteTx, id: MaterialId, place: i64) -> Result<(), StoreError> {
    let rows = run!(tx, SET_PLACE, id.0, place)?;
    StoreError::touched(rows, "material", id)
}

/// Takes a piece away. Its object is the caller's to remove.
pub async fn delete(tx: &mut WriteTx, id: MaterialId) -> Result<(), StoreError> {
    let rows = run!(tx, DELETE, id.0)?;
    StoreError::touched(rows, "material", id)
}

/// The organisations among whose courses' material a post is.
pub async fn shown_by(tx: &mut ReadTx, post: PostId) -> Result<Vec<OrganisationId>, StoreError> {
    Ok(all!(tx, (i64,), SHOWN_BY, post.0)?.into_iter().map(|row| OrganisationId(row.0)).collect())
}

/// Takes a post out of all material.
pub async fn forget_post(tx: &mut WriteTx, post: PostId) -> Result<(), StoreError> {
    run!(tx, FORGET_POST, post.0).map(drop)
}

/// The key of every object that a piece of material names.
pub async fn keys(tx: &mut ReadTx) -> Result<BTreeSet<String>, StoreError> {
    Ok(all!(tx, (String,), KEYS)?.into_iter().map(|row| row.0).collect())
}
