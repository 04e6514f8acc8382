//! Operators. What PHP does by juggling types is answered only where no version of PHP differs.

use tree_sitter::Node;

use super::PhpValue;
use super::doubt::Worth;
use super::evaluator::Evaluator;

impl Evaluator<'_> {
    /// Binary operators, with the short cuts PHP takes.
    pub(crate) fn binary(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let (Some(left), Some(right), Some(operator)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
            node.child_by_field_name("operator"),
        ) else {
            return self.opaque(node, source, "it is not a plain expression");
        };
        let operator = source
            .get(operator.byte_range())
            .unwrap_or_default()
            .to_ascii_lowercase();
        match operator.as_slice() {
            b"||" | b"or" => self.logical(left, right, source, true),
            b"&&" | b"and" => self.logical(left, right, source, false),
            b"??" => match self.worth(left, source) {
                Ok(PhpValue::Null) => self.worth(right, source),
                Ok(value) => Ok(value),
                Err(doubt) => {
                    self.suppose(&doubt, |_| {}, |this| drop(this.worth(right, source)));
                    Err(doubt)
                }
            },
            other => {
                let (one, two) = (self.worth(left, source), self.worth(right, source));
                let (one, two) = (one?, two?);
                std::str::from_utf8(other)
                    .ok()
                    .and_then(|operator| apply(operator, &one, &two))
                    .ok_or_else(|| self.doubt("the operator is not followed", node))
            }
        }
    }

    /// `||` stops at the first true, `&&` at the first false.
    fn logical(&mut self, left: Node<'_>, right: Node<'_>, source: &[u8], stops_at: bool) -> Worth {
        match self.worth(left, source) {
            Ok(value) if value.is_truthy() == stops_at => Ok(PhpValue::Bool(stops_at)),
            Ok(_) => self
                .worth(right, source)
                .map(|value| PhpValue::Bool(value.is_truthy())),
            Err(doubt) => {
                let mut second = Err(doubt.clone());
                self.suppose(&doubt, |_| {}, |this| second = this.worth(right, source));
                match second {
                    // Whatever the left side is, the right side decides it the same way.
                    Ok(value) if value.is_truthy() == stops_at => Ok(PhpValue::Bool(stops_at)),
                    _ => Err(doubt),
                }
            }
        }
    }
}

/// A binary operator on two known values.
pub(crate) fn apply(operator: &str, one: &PhpValue, two: &PhpValue) -> Option<PhpValue> {
    use PhpValue::{Bool, Bytes, Int};
    Some(match (operator, one, two) {
        (".", _, _) => Bytes([one.to_bytes()?, two.to_bytes()?].concat()),
        ("===", _, _) => Bool(one == two),
        ("!==", _, _) => Bool(one != two),
        ("==", _, _) => Bool(loosely_equal(one, two)?),
        ("!=" | "<>", _, _) => Bool(!loosely_equal(one, two)?),
        ("xor", _, _) => Bool(one.is_truthy() != two.is_truthy()),
        ("+", Int(a), Int(b)) => Int(a.checked_add(*b)?),
        ("-", Int(a), Int(b)) => Int(a.checked_sub(*b)?),
        ("*", Int(a), Int(b)) => Int(a.checked_mul(*b)?),
        ("%", Int(a), Int(b)) => Int(a.checked_rem(*b)?),
        ("/", Int(a), Int(b)) if a.checked_rem(*b)? == 0 => Int(a.checked_div(*b)?),
        ("&", Int(a), Int(b)) => Int(a & b),
        ("|", Int(a), Int(b)) => Int(a | b),
        ("^", Int(a), Int(b)) => Int(a ^ b),
        ("<", Int(a), Int(b)) => Bool(a < b),
        ("<=", Int(a), Int(b)) => Bool(a <= b),
        (">", Int(a), Int(b)) => Bool(a > b),
        (">=", Int(a), Int(b)) => Bool(a >= b),
        _ => return None,
    })
}

/// A unary operator on a known value.
pub(crate) fn apply_unary(operator: &str, value: &PhpValue) -> Option<PhpValue> {
    match (operator, value) {
        ("!", value) => Some(PhpValue::Bool(!value.is_truthy())),
        ("-", PhpValue::Int(number)) => number.checked_neg().map(PhpValue::Int),
        ("-", PhpValue::Float(number)) => Some(PhpValue::Float(-number)),
        ("+", PhpValue::Int(_) | PhpValue::Float(_)) => Some(value.clone()),
        ("~", PhpValue::Int(number)) => Some(PhpValue::Int(!number)),
        _ => None,
    }
}

/// `(string)`, `(int)`, `(bool)`.
pub(crate) fn cast(kind: &str, value: &PhpValue) -> Option<PhpValue> {
    match (kind, value) {
        ("string" | "binary", _) => Some(PhpValue::Bytes(value.to_bytes()?.into_owned())),
        ("bool" | "boolean", _) => Some(PhpValue::Bool(value.is_truthy())),
        ("int" | "integer", PhpValue::Int(_)) => Some(value.clone()),
        ("int" | "integer", PhpValue::Bool(flag)) => Some(PhpValue::Int(i64::from(*flag))),
        ("int" | "integer", PhpValue::Null) => Some(PhpValue::Int(0)),
        ("int" | "integer", PhpValue::Bytes(bytes)) => {
            let text = std::str::from_utf8(bytes).ok()?;
            // Anything but plain digits follows rules of its own.
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            plain
                .then(|| text.parse().ok().map(PhpValue::Int))
                .flatten()
        }
        _ => None,
    }
}

/// `==` where all versions of PHP agree.
fn loosely_equal(one: &PhpValue, two: &PhpValue) -> Option<bool> {
    use PhpValue::{Bool, Bytes, Int, Null};
    match (one, two) {
        (Bool(flag), other) | (other, Bool(flag)) => Some(*flag == other.is_truthy()),
        (Null, Null) => Some(true),
        (Int(a), Int(b)) => Some(a == b),
        (Null, Bytes(bytes)) | (Bytes(bytes), Null) => Some(bytes.is_empty()),
        // Two strings that both look like numbers are compared as numbers.
        (Bytes(a), Bytes(b)) if a == b => Some(true),
        (Bytes(a), Bytes(b)) if !(maybe_number(a) && maybe_number(b)) => Some(false),
        _ => None,
    }
}

fn maybe_number(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit)
        && bytes
            .iter()
            .all(|&byte| byte.is_ascii_digit() || b" \t\n\r\x0b\x0c+-.eE".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overflow_and_division_are_not_guessed() {
        assert_eq!(
            apply("+", &PhpValue::Int(i64::MAX), &PhpValue::Int(1)),
            None
        );
        assert_eq!(apply("/", &PhpValue::Int(1), &PhpValue::Int(0)), None);
        assert_eq!(
            apply("%", &PhpValue::Int(i64::MIN), &PhpValue::Int(-1)),
            None
        );
        assert_eq!(
            apply("/", &PhpValue::Int(6), &PhpValue::Int(3)),
            Some(PhpValue::Int(2))
        );
    }

    #[test]
    fn loose_equality_answers_only_where_php_versions_agree() {
        assert_eq!(
            loosely_equal(&PhpValue::text("a"), &PhpValue::text("b")),
            Some(false)
        );
        assert_eq!(
            loosely_equal(&PhpValue::text("1e1"), &PhpValue::text("10")),
            None
        );
        assert_eq!(loosely_equal(&PhpValue::Int(0), &PhpValue::text("a")), None);
        assert_eq!(
            loosely_equal(&PhpValue::text("yes"), &PhpValue::Bool(true)),
            Some(true)
        );
    }
}
