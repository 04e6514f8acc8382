//! Reads a reply's body, up to a limit.

use reqwest::Response;

/// No reply of the API comes near this: 40 domains are about 10 KiB.
pub(crate) const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// Why there is no body.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the reply is larger than {} MiB", LARGEST_BODY / 1024 / 1024)]
    TooLarge,
    #[error("the reply broke off")]
    Broken(#[source] reqwest::Error),
}

/// Reads piece by piece and stops at [`LARGEST_BODY`], whatever length was announced.
pub(crate) async fn read(mut response: Response) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(piece) = response
        .chunk()
        .await
        .map_err(|error| BodyError::Broken(error.without_url()))?
    {
        if body.len() + piece.len() > LARGEST_BODY {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
