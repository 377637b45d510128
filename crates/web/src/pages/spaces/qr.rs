//! QR codes (ISO/IEC 18004) as inline SVG: one path of dark squares on a light ground, with the quiet zone of four that
//! scanners need.

use qrcodegen::{QrCode, QrCodeEcc};

/// What a text looks like as a QR code; nothing where it is too long for one. Write the text beside it, for people.
pub(crate) fn svg(text: &str) -> String {
    const QUIET: i32 = 4;
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}
