//! Pages and interfaces through the real router, on a filled scratch database.

mod every_page;
mod markup;
mod stage;
