//! Made-up credentials from templates, so that no real-looking one stands in any file.
//!
//! ```
//! use secretscan::rules::samples::expand;
//!
//! let sample = expand("TOKEN=[[ghp_{alnum:30}{base62-crc32}]]", 7)?;
//! assert_eq!(sample.credential, 6..46);
//! # Ok::<(), secretscan::rules::samples::TemplateError>(())
//! ```
//!
//! | in a template | becomes |
//! |---|---|
//! | `{CLASS:N}`, `{CLASS:N-M}` | so many characters of a class: `digit`, `hex`, `HEX`, `lower`, `upper`, `alnum`, `lower-alnum`, `upper-alnum`, `base32`, `base58`, `base64`, `base64url`, `bech32`, `BECH32`, `word` |
//! | `{uuid}` | a random UUID (RFC 9562 version 4) |
//! | `{base62-crc32}`, `{hex-crc32}`, `{bech32-checksum}`, `{nkey-checksum}` | the checksum of the credential so far |
//! | `{gitlab-routable}` | version, length and checksum of the credential so far |
//! | `{base64-of<TEMPLATE>}`, `{base64url-of<TEMPLATE>}` | the encoding of what the template becomes; base64url without padding |
//! | `{jwt}` | a JSON Web Token |
//! | `{{`, `}}` | a brace |
//! | `[[`, `]]` | nothing: they mark the credential |

mod random;
mod template;

pub use random::Random;
pub use template::{Sample, TemplateError, expand};
