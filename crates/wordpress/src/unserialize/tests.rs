//! The decoder against PHP, against strangers, and against itself.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::oracle as php;

fn ok(input: &str) -> Data {
    unserialize(input.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"))
}

fn refuses(input: &[u8]) -> bool {
    unserialize(input).is_err()
}

#[test]
fn the_row_of_switched_on_integrations_is_read() {
    let data = ok(r#"a:2:{s:8:"runcloud";b:1;s:9:"cloudways";b:0;}"#);
    assert!(data.get("runcloud").is_some_and(Data::is_truthy));
    assert!(
        data.get("cloudways")
            .is_some_and(|value| !value.is_truthy())
    );
    assert!(data.get("missing").is_none());
}

#[test]
fn objects_references_enums_and_custom_forms_do_not_stop_the_rest() {
    let data = ok(
        "a:5:{i:0;O:3:\"Foo\":1:{s:6:\"\0*\0bar\";i:1;}i:1;R:2;i:2;E:7:\"Suit:Up\";i:3;C:1:\"X\":3:{a;b}s:1:\"k\";d:-INF;}",
    );
    assert!(matches!(data.get("k"), Some(Data::Float(value)) if value.is_infinite()));
}

#[test]
fn forged_lengths_and_depths_are_refused_before_memory_is_taken() {
    assert!(refuses(b"a:999999999999:{}"));
    assert!(refuses(b"s:9223372036854775807:\"x\";"));
    assert!(refuses(b"s:-1:\"\";"));
    assert!(refuses(b"a:-1:{}"));
    assert!(
        refuses(b"s:+1:\"x\";") && refuses(b"s::\"\";"),
        "PHP takes digits only"
    );
    let deep = "a:1:{i:0;".repeat(100_000) + "N;" + &"}".repeat(100_000);
    assert!(refuses(deep.as_bytes()));
    assert!(refuses(b"R:5;"));
    assert!(refuses(b"i:1;i:2;"));
    assert!(refuses(b"a:1:{a:0:{}i:1;}"));
}

#[test]
fn an_error_never_repeats_the_input() {
    let problem = unserialize(b"s:7:\"hunter2\"").unwrap_err();
    assert!(!format!("{problem} {problem:?}").contains("hunter"));
}

#[test]
fn options_may_be_plain_serialized_or_serialized_twice() {
    let plain = option_value(b"1").unwrap_or(Data::Null);
    assert!(matches!(plain, Data::Bytes(bytes) if bytes == b"1"));
    let twice = option_value(br#"s:16:"a:1:{i:0;s:1:"x";}";"#);
    assert!(twice.is_err(), "the length is off by two");
    let twice = option_value(br#"s:18:"a:1:{i:0;s:1:"x";}";"#).unwrap_or(Data::Null);
    assert!(matches!(twice, Data::Array(entries) if entries.len() == 1));
}

/// A value in the shape PHP's own `serialize()` gives it.
fn serialized(data: &Data, out: &mut Vec<u8>) {
    let text = |bytes: &[u8], out: &mut Vec<u8>| {
        out.extend(format!("s:{}:\"", bytes.len()).bytes());
        out.extend(bytes);
        out.extend(b"\";");
    };
    match data {
        Data::Bool(flag) => out.extend(format!("b:{};", u8::from(*flag)).bytes()),
        Data::Int(number) => out.extend(format!("i:{number};").bytes()),
        Data::Bytes(bytes) => text(bytes, out),
        Data::Array(entries) => {
            out.extend(format!("a:{}:{{", entries.len()).bytes());
            for (key, value) in entries {
                match key {
                    Key::Int(number) => out.extend(format!("i:{number};").bytes()),
                    Key::Bytes(bytes) => text(bytes, out),
                }
                serialized(value, out);
            }
            out.push(b'}');
        }
        _ => out.extend(b"N;"),
    }
}

fn data() -> impl Strategy<Value = Data> {
    let leaf = prop_oneof![
        Just(Data::Null),
        any::<bool>().prop_map(Data::Bool),
        any::<i64>().prop_map(Data::Int),
        prop::collection::vec(any::<u8>(), 0..12).prop_map(Data::Bytes),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop::collection::btree_map(prop::collection::vec(any::<u8>(), 0..5), inner, 0..6).prop_map(
            |entries| {
                let entries = entries
                    .into_iter()
                    .enumerate()
                    .map(|(number, (key, value))| {
                        // PHP turns a key that is a number into one.
                        let key = if key
                            .iter()
                            .all(|byte| byte.is_ascii_digit() || *byte == b'-')
                        {
                            Key::Int(number as i64)
                        } else {
                            Key::Bytes(key)
                        };
                        (key, value)
                    });
                Data::Array(entries.collect())
            },
        )
    })
}

#[test]
fn what_php_writes_is_read_as_php_meant_it() {
    // PHP reads our text, throws it away, and writes the value again: both must agree on every byte.
    const AGAIN: &str = r"
        while (($line = fgets(STDIN)) !== false) {
            $value = unserialize(base64_decode(trim($line)));
            echo base64_encode(serialize($value)), PHP_EOL;
        }";
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::strategy::ValueTree;

    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let values: Vec<Data> = (0..1000)
        .map(|_| data().new_tree(&mut runner).unwrap().current())
        .collect();
    let mut input = Vec::new();
    for value in &values {
        let mut text = Vec::new();
        serialized(value, &mut text);
        input.extend(STANDARD.encode(text).bytes());
        input.push(b'\n');
    }
    let output = php::run(AGAIN, &[], &input);
    let lines: Vec<&[u8]> = output
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines.len(), values.len());
    for (line, value) in lines.into_iter().zip(&values) {
        let text = STANDARD.decode(line).unwrap();
        assert!(unserialize(&text).is_ok_and(|read| read == *value));
    }
}

/// A value in one line, as the judge writes it; nothing where it is an object, or leads to one.
fn told(data: &Data) -> Option<String> {
    let bytes = |bytes: &[u8]| {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("text {}", hex.concat())
    };
    Some(match data {
        Data::Null => "null".to_owned(),
        Data::Bool(flag) => format!("bool {}", u8::from(*flag)),
        Data::Int(number) => format!("int {number}"),
        Data::Float(number) if number.is_nan() => "float nan".to_owned(),
        Data::Float(number) => format!("float {:016x}", number.to_bits()),
        Data::Bytes(text) => bytes(text),
        Data::Array(entries) => {
            let mut list = String::from("{");
            for (key, value) in entries {
                let key = match key {
                    Key::Int(number) => format!("int {number}"),
                    Key::Bytes(text) => bytes(text),
                };
                list.extend([key.as_str(), ": ", &told(value)?, ", "]);
            }
            list + "}"
        }
        Data::Object { .. } | Data::Opaque(_) | Data::Reference(_) => return None,
    })
}

#[test]
fn php_agrees_with_everything_we_say_about_a_hostile_option() {
    const JUDGE: &str = r"
        function told($value, $depth = 0) {
            // An array may hold itself.
            if ($depth > 300) return 'endless';
            switch (gettype($value)) {
                case 'NULL': return 'null';
                case 'boolean': return 'bool ' . (int) $value;
                case 'integer': return 'int ' . $value;
                case 'double': return 'float ' . (is_nan($value) ? 'nan' : bin2hex(pack('E', $value)));
                case 'string': return 'text ' . bin2hex($value);
                case 'array':
                    $list = '{';
                    foreach ($value as $key => $inner) $list .= told($key) . ': ' . told($inner, $depth + 1) . ', ';
                    return $list . '}';
            }
            return 'object';
        }
        while (($line = fgets(STDIN)) !== false) {
            $text = base64_decode(trim($line));
            $value = @unserialize($text, ['allowed_classes' => false]);
            echo $value === false && $text !== 'b:0;' ? 'refused' : told($value), PHP_EOL;
        }";
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    let kept = crate::hostile::replay::corpus("php_serialized");
    let lines: Vec<String> = kept
        .iter()
        .map(|(_, input)| STANDARD.encode(input) + "\n")
        .collect();
    let output = php::run(JUDGE, &[], lines.concat().as_bytes());
    let output = String::from_utf8(output).unwrap();
    let verdicts: Vec<&str> = output.lines().collect();
    assert_eq!(verdicts.len(), kept.len());
    let (mut known, mut wrong) = (0, Vec::new());
    for ((file, input), theirs) in kept.iter().zip(&verdicts) {
        let Some(ours) = unserialize(input).ok().as_ref().and_then(told) else {
            continue;
        };
        if ours == *theirs {
            known += 1;
        } else {
            wrong.push(format!("{}: {ours} and not {theirs}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(known >= 30, "only {known} values were understood");
}

#[test]
fn a_key_that_comes_twice_is_refused_and_one_that_is_a_number_is_read_as_such() {
    assert!(refuses(br#"a:2:{s:1:"a";i:1;s:1:"a";i:2;}"#));
    assert!(refuses(br#"a:2:{i:0;i:1;s:1:"0";i:2;}"#));
    let data = ok(r#"a:2:{s:2:"-1";i:1;s:2:"01";i:2;}"#);
    let Data::Array(entries) = data else {
        panic!("{data:?}");
    };
    let keys: Vec<Key> = entries.into_iter().map(|(key, _)| key).collect();
    assert!(keys == [Key::Int(-1), Key::Bytes(b"01".to_vec())]);
}

#[test]
fn a_count_makes_no_room_before_its_entries_are_there() {
    // Two hundred nested arrays, each with a count for which the text behind it would have room.
    let text = "a:100000:{i:0;".repeat(200) + &"i:0;N;".repeat(110_000);
    assert!(refuses(text.as_bytes()));
}

proptest! {
    #[test]
    fn no_input_makes_it_panic(input in prop::collection::vec(
        prop_oneof![Just(b'a'), Just(b's'), Just(b':'), Just(b'{'), Just(b'}'), Just(b'"'), Just(b';'), Just(b'1'), any::<u8>()], 0..64)) {
        let _ = unserialize(&input);
        let _ = option_value(&input);
    }

    #[test]
    fn every_value_is_read_back(value in data()) {
        let mut text = Vec::new();
        serialized(&value, &mut text);
        prop_assert!(unserialize(&text).is_ok_and(|read| read == value));
        text.pop();
        prop_assert!(unserialize(&text).is_err(), "a text cut short is refused");
    }
}
