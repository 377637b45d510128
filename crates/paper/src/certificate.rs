//! The certificate of a skill: an A4 sheet across, the team's colour and a stadium at its left, the name large.

use std::num::NonZeroU16;

use grandstand_domain::colour::Colour;
use krilla::{
    Document, SerializeSettings,
    action::{Action, LinkAction},
    annotation::{Annotation, LinkAnnotation, Target},
    configure::{Accessibility, ConfigurationBuilder, PdfVersion},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::FillRule,
    tagging::{ContentTag, Identifier, Tag, TagGroup, TagTree},
};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::{
    PaperError,
    face::Family,
    sheet::{Sheet, area, finished, fitted},
};

/// What a certificate says; all words come in the reader's language.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// The language of the words, as a BCP 47 tag.
    pub language: &'a str,
    /// The title of the file.
    pub title: &'a str,
    /// What it is: "Certificate".
    pub label: &'a str,
    /// Whose it is.
    pub name: &'a str,
    /// What they did: "holds the skill".
    pub sentence: &'a str,
    /// What they learned.
    pub course: &'a str,
    /// How far the course takes.
    pub level: &'a str,
    /// Further facts: label and value; three have room.
    pub facts: &'a [(String, String)],
    /// Who taught it.
    pub organisation: &'a str,
    /// The team's colour.
    pub colour: Colour,
    /// The sentence that tells how to check it.
    pub check: &'a str,
    /// Its code, as people read it.
    pub code: &'a str,
    /// Where it is checked.
    pub address: &'a str,
    /// What the picture with the address is, for those who do not see it.
    pub picture: &'a str,
}

/// A4 across, in points of 1/72 inch.
const SHEET: (f32, f32) = (841.89, 595.28);
/// How wide the team's part is.
const TEAM: f32 = 252.0;
/// Where texts begin and how wide they may be.
const TEXT: (f32, f32) = (304.0, 484.0);
const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const INK: Colour = Colour(0x0a, 0x0f, 0x1e);
const SOFT: Colour = Colour(0x46, 0x50, 0x6b);
const LINE: Colour = Colour(0xd7, 0xde, 0xee);

/// Draws a certificate as PDF/UA-1, with a plain face for what explains and a strong one for what counts.
pub fn certificate(plain: &Family, strong: &Family, said: &Certificate<'_>) -> Result<Vec<u8>, PaperError> {
    let made = |error: &dyn std::fmt::Debug| PaperError::Made(format!("{error:?}"));
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| made(&error))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let settings = PageSettings::from_wh(SHEET.0, SHEET.1).ok_or_else(|| made(&SHEET))?;
    let mut page = document.start_page_with(settings);
    let (mut tree, organisation, text, place) = {
        let mut sheet = Sheet(page.surface());
        team_part(&mut sheet, said.colour);
        let mut parts = Parts { plain, strong, said, sheet, tree: TagTree::new() };
        parts.words();
        let organisation = parts.organisation();
        let (text, place) = parts.check();
        (parts.tree, organisation, text, place)
    };
    let target = Target::Action(Action::Link(LinkAction::new(said.address.to_owned())));
    let mut link = TagGroup::new(Tag::Link);
    link.push(text);
    if let Some(place) = place {
        let annotation = Annotation::new_link(LinkAnnotation::new(place, target), Some(said.address.to_owned()));
        link.push(page.add_tagged_annotation(annotation));
    }
    let mut line = TagGroup::new(Tag::P);
    line.push(link);
    tree.push(line);
    tree.push(organisation);
    page.finish();

    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(said.title.to_owned(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    document.set_outline(outline);
    document.set_tag_tree(tree.with_lang(Some(said.language.to_owned())));
    document.set_metadata(
        Metadata::new()
            .title(said.title.to_owned())
            .language(said.language.to_owned())
            .creator("Grandstand".to_owned())
            .authors(vec![said.organisation.to_owned()]),
    );
    finished(document)
}

/// The team's colour with the tiers of a stadium in it, seen from above, and one floodlight.
fn team_part(sheet: &mut Sheet<'_>, colour: Colour) {
    let ink = colour.ink();
    sheet.adorn(|sheet| {
        sheet.block(colour, 0.0, 0.0, TEAM, SHEET.1);
        if let Some(part) = area(0.0, 0.0, TEAM, SHEET.1) {
            sheet.0.push_clip_path(&part, &FillRule::NonZero);
            let tiers: [(f32, f32, u16); 4] =
                [(96.0, 30.0, 26), (152.0, 26.0, 18), (204.0, 20.0, 12), (250.0, 14.0, 7)];
            for (radius, width, percent) in tiers {
                sheet.ring(colour.mixed(ink, percent), 44.0, 212.0, radius, width);
            }
            sheet.0.pop();
        }
        sheet.disc(ink, 204.0, 64.0, 13.0);
        sheet.block(LINE, TEXT.0, 446.0, TEXT.1, 0.75);
    });
}

/// The sheet while its words are written.
struct Parts<'a, 's> {
    plain: &'a Family,
    strong: &'a Family,
    said: &'a Certificate<'a>,
    sheet: Sheet<'s>,
    tree: TagTree,
}

impl Parts<'_, '_> {
    fn put(&mut self, lines: Vec<Identifier>) {
        let mut group = TagGroup::new(Tag::P);
        for line in lines {
            group.push(line);
        }
        self.tree.push(group);
    }

    /// What it is, whose, what they learned, and the facts.
    fn words(&mut self) {
        let said = self.said;
        let accent = said.colour.readable_on(WHITE, 4.5);
        let label = self.sheet.text(&self.strong.line(&said.label.to_uppercase()), TEXT.0, 92.0, 20.0, accent);
        let mut heading = TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(said.title.to_owned())));
        heading.push(label);
        self.tree.push(heading);

        let (name, size) = fitted(self.strong, said.name, TEXT.1, 68.0, 40.0);
        let (mut y, mut lines) = (if name.len() == 1 { 178.0 } else { 150.0 }, Vec::new());
        for line in &name {
            lines.push(self.sheet.text(line, TEXT.0, y, size, INK));
            y += size * 1.02;
        }
        self.put(lines);
        y += 40.0 - size * 1.02 + if name.len() == 1 { 0.0 } else { 2.0 };
        let sentence = self.sheet.text(&self.plain.line(said.sentence), TEXT.0, y, 20.0, SOFT);
        self.put(vec![sentence]);

        let (course, size) = fitted(self.strong, said.course, TEXT.1, 42.0, 28.0);
        y += size + 12.0;
        let mut lines = Vec::new();
        for line in &course {
            lines.push(self.sheet.text(line, TEXT.0, y, size, INK));
            y += size * 1.04;
        }
        self.put(lines);
        y += 30.0 - size * 1.04;
        let level = self.sheet.text(&self.plain.line(said.level), TEXT.0, y, 20.0, SOFT);
        self.put(vec![level]);

        let mut x = TEXT.0;
        for (label, value) in said.facts {
            let (label, value) = (self.plain.line(label), self.strong.line(value));
            let step = (label.width * 14.0).max(value.width * 21.0) + 36.0;
            let both =
                vec![self.sheet.text(&label, x, 398.0, 14.0, SOFT), self.sheet.text(&value, x, 422.0, 21.0, INK)];
            self.put(both);
            x += step;
        }
    }

    /// Who taught it, at the foot of the team's part.
    fn organisation(&mut self) -> TagGroup {
        let (lines, size) = fitted(self.strong, self.said.organisation, TEAM - 64.0, 38.0, 27.0);
        let ink = self.said.colour.ink();
        let mut y = SHEET.1 - 44.0;
        if lines.len() > 1 {
            y -= size * 1.05;
        }
        let mut group = TagGroup::new(Tag::P);
        for line in &lines {
            group.push(self.sheet.text(line, 32.0, y, size, ink));
            y += size * 1.05;
        }
        group
    }

    /// How it is checked: a code in signs, the address, and both as a picture that phones read. Gives the address to link.
    fn check(&mut self) -> (Identifier, Option<Rect>) {
        let said = self.said;
        let side = self.picture();
        let check = self.sheet.text(&self.plain.line(said.check), TEXT.0, 486.0, 15.0, SOFT);
        self.put(vec![check]);
        let code = self.sheet.text(&self.strong.line(said.code), TEXT.0, 518.0, 28.0, INK);
        self.put(vec![code]);
        let address = self.plain.line(said.address);
        let size = ((TEXT.1 - side - 16.0) / address.width.max(0.01)).min(15.0);
        let text = self.sheet.text(&address, TEXT.0, 544.0, size, said.colour.readable_on(WHITE, 4.5));
        (text, Rect::from_xywh(TEXT.0, 528.0, address.width * size, 22.0))
    }

    /// The address as a QR code (ISO/IEC 18004) at the lower right. Gives its side.
    fn picture(&mut self) -> f32 {
        const SIDE: f32 = 92.0;
        let Ok(code) = QrCode::encode_text(self.said.address, QrCodeEcc::Medium) else { return 0.0 };
        let modules = i16::try_from(code.size()).map_or(1.0, f32::from);
        let (step, left, top) = (SIDE / modules, TEXT.0 + TEXT.1 - SIDE, 464.0);
        let mut path = PathBuilder::new();
        for row in 0..code.size() {
            for column in (0..code.size()).filter(|column| code.get_module(*column, row)) {
                let at = |n: i32| i16::try_from(n).map_or(0.0, f32::from) * step;
                if let Some(dark) = Rect::from_xywh(left + at(column), top + at(row), step, step) {
                    path.push_rect(dark);
                }
            }
        }
        let Some(path) = path.finish() else { return 0.0 };
        let identifier = self.sheet.0.start_tagged(ContentTag::Other);
        self.sheet.shape(INK, &path);
        self.sheet.0.end_tagged();
        let mut figure = TagGroup::new(Tag::Figure(Some(self.said.picture.to_owned())));
        figure.push(identifier);
        self.tree.push(figure);
        SIDE
    }
}
