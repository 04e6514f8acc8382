//! Reads what a PHP file would define, without ever running it.
//!
//! The syntax comes from a grammar; the meaning of constant expressions is worked out here. The result has three
//! values: known, unset, and unknown with the reason and the line. Whatever depends on a request, on an
//! environment we do not share, or on code we do not follow is unknown. It is never guessed.

mod call;
mod doubt;
mod effects;
mod evaluator;
mod expression;
mod include;
mod literal;
mod operator;
mod path;
mod reserved;
mod state;
mod statement;
mod syntax;
mod text;
mod value;

pub(crate) use doubt::Doubt;
pub(crate) use evaluator::{Outcome, Refusal, evaluate};
pub(crate) use include::Folders;
pub(crate) use syntax::{MAX_FILE_BYTES, SyntaxFault};
pub use value::PhpValue;
