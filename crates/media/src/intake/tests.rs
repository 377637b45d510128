//! Judgements on described streams; real files are in `tests/`.

use super::*;

fn turn(numbers: [i64; 4]) -> Turn {
    let [a, b, c, d] = numbers;
    Turn::of_matrix(&format!("\n00000000: {a} {b} 0\n00000001: {c} {d} 0\n00000002: 0 0 1073741824\n"))
}

#[test]
fn the_eight_turns_and_the_absurd_one() {
    const ONE: i64 = 65_536;
    assert_eq!(turn([ONE, 0, 0, ONE]), Turn::None);
    assert_eq!(turn([0, ONE, -ONE, 0]), Turn::Right);
    assert_eq!(turn([-ONE, 0, 0, -ONE]), Turn::Half);
    assert_eq!(turn([0, -ONE, ONE, 0]), Turn::Left);
    assert_eq!(turn([-ONE, 0, 0, ONE]), Turn::Mirrored);
    assert_eq!(turn([ONE, 0, 0, -ONE]), Turn::Flipped);
    assert_eq!(turn([0, ONE, ONE, 0]), Turn::Transposed);
    assert_eq!(turn([0, -ONE, -ONE, 0]), Turn::Transversed);
    assert_eq!(turn([0, 0, 0, 0]), Turn::None);
    assert_eq!(Turn::of_matrix("nonsense"), Turn::None);
    assert_eq!(Turn::of_matrix("0: 9999999999999999999 x\n1: 1 1"), Turn::None);
}

#[test]
fn frame_rates_become_constant_and_known() {
    let with = |rates: (Option<f64>, Option<f64>), count: u64, span: f64, steady: bool| {
        let stream = RawStream { index: 0, width: Some(64), height: Some(64), ..RawStream::default() };
        let packets = Packets { count, shown: count, span, steady, ..Packets::default() };
        let judged = judged(&stream, &[], &packets, Container::IsoMedia, &LimitSettings::default());
        let picture = Picture { rates, ..judged.unwrap().picture };
        frame_rate(&picture, &packets)
    };
    assert_eq!(with((Some(29.97), Some(29.97)), 300, 10.01, true), (30_000, 1001));
    assert_eq!(with((Some(23.976), Some(23.976)), 240, 10.01, true), (24_000, 1001));
    assert_eq!(with((Some(25.0), Some(25.0)), 250, 10.0, true), (25, 1));
    assert_eq!(with((Some(27.6), Some(120.0)), 276, 10.0, false), (30, 1));
    assert_eq!(with((Some(90.0), Some(90.0)), 900, 10.0, true), (60, 1));
    assert_eq!(with((Some(12.5), Some(12.5)), 125, 10.0, true), (12_500, 1000));
    assert_eq!(with((Some(1000.0), Some(60.0)), 30, 1.0, true), (30, 1));
    assert_eq!(with((Some(23.976), Some(23.976)), 215, 10.0, false), (24_000, 1001));
    assert_eq!(with((None, None), 1, 0.0, true), (60, 1));
}
