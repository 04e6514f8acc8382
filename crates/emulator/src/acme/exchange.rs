//! One order at the authority, from the names to the chain.

use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Error, Identifier, NewOrder, Order, OrderStatus,
    Problem, RetryPolicy,
};

use crate::shared::Shared;
use crate::world::certificates::Chain;
use crate::world::errands::{Answer, Failure};

/// How long the authority may take to validate, and to issue.
const PATIENCE: RetryPolicy = RetryPolicy::new()
    .initial_delay(Duration::from_millis(50))
    .backoff(1.5)
    .timeout(Duration::from_mins(1));

/// Orders, answers the challenges at the plain edge, and fetches what is issued for the signing request.
pub(crate) async fn obtain(
    account: &Account,
    names: &[String],
    request: &[u8],
    shared: &Shared,
) -> Result<Chain, Failure> {
    let identifiers: Vec<Identifier> = names.iter().cloned().map(Identifier::Dns).collect();
    let mut order = account
        .new_order(&NewOrder::new(&identifiers))
        .await
        .map_err(words)?;
    let mut tokens = Vec::new();
    let validated = match answer_challenges(&mut order, shared, &mut tokens).await {
        Ok(()) => order.poll_ready(&PATIENCE).await,
        Err(error) => Err(error),
    };
    shared.peek(|world| world.forget_answers(&tokens));
    if !matches!(validated, Ok(OrderStatus::Ready)) {
        return Err(failed_validation(account, order.url(), validated).await);
    }
    order.finalize_csr(request).await.map_err(words)?;
    let pem = order.poll_certificate(&PATIENCE).await.map_err(words)?;
    Chain::parse(pem).map_err(Failure::from_error)
}

/// Publishes the answer to each open challenge and tells the authority to look; notes the tokens.
async fn answer_challenges(
    order: &mut Order,
    shared: &Shared,
    tokens: &mut Vec<String>,
) -> Result<(), Error> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        // An authority may remember that it validated a name before.
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization
            .challenge(ChallengeType::Http01)
            .ok_or(Error::Unsupported("http-01"))?;
        let answer = Answer {
            host: challenge.identifier().to_string(),
            text: challenge.key_authorization().as_str().to_owned(),
        };
        let token = challenge.token.clone();
        shared.peek(|world| world.publish_answer(token.clone(), answer));
        tokens.push(token);
        challenge.set_ready().await?;
    }
    Ok(())
}

/// What the authority says of each name that it could not validate.
async fn failed_validation(
    account: &Account,
    order: &str,
    validated: Result<OrderStatus, Error>,
) -> Failure {
    match problems(account, order).await {
        Ok(problems) if !problems.is_empty() => Failure::of_validation(problems),
        _ => words(validated.err().unwrap_or(Error::Str("a valid order"))),
    }
}

async fn problems(account: &Account, order: &str) -> Result<Vec<(String, String)>, Error> {
    // The order at hand keeps what it was told first: a fresh one asks again.
    let mut order = account.order(order.to_owned()).await?;
    let mut found = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let authorization = authorization?;
        let problem = authorization
            .challenges
            .iter()
            .find_map(|challenge| challenge.error.as_ref());
        if let Some(problem) = problem {
            found.push((authorization.identifier().to_string(), sentence(problem)));
        }
    }
    Ok(found)
}

fn words(error: Error) -> Failure {
    match error {
        Error::Api(problem) => Failure::of_order(sentence(&problem)),
        other => Failure::from_error(other),
    }
}

/// Type and detail, as ACME clients print them.
fn sentence(problem: &Problem) -> String {
    let kind = problem.r#type.as_deref().unwrap_or("about:blank");
    match &problem.detail {
        Some(detail) => format!("{kind} :: {detail}"),
        None => kind.to_owned(),
    }
}
