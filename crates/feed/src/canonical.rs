//! One spelling for a JSON value, so that it can be hashed and signed: keys sorted by their bytes, no white space, numbers in
//! their shortest form that reads back. For whole numbers, strings and our ASCII keys this is RFC 8785 (JCS).

use serde::Serialize;
use serde_json::Value;

/// The canonical JSON of a value. None if it has no JSON form (a map whose keys are no strings, a number that is none).
pub fn to_json(value: &impl Serialize) -> Option<String> {
    // By way of text: single-precision numbers keep their short form, which a conversion to a `Value` would lengthen.
    let text = serde_json::to_string(value).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    let mut out = String::with_capacity(text.len());
    write(&value, &mut out)?;
    Some(out)
}

fn write(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (place, (key, value)) in entries.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(key).ok()?);
                out.push(':');
                write(value, out)?;
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(value, out)?;
            }
            out.push(']');
        }
        _ => out.push_str(&serde_json::to_string(value).ok()?),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_numbers_short() {
        let value = serde_json::json!({"b": [1, {"d": 0.1_f64, "c": null}], "a": "é\n"});
        assert_eq!(to_json(&value).unwrap(), r#"{"a":"é\n","b":[1,{"c":null,"d":0.1}]}"#);
        assert_eq!(to_json(&[0.1_f32, 0.7, 1e-7]).unwrap(), "[0.1,0.7,1e-7]");
    }
}
