//! Base64 of short texts.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// The usual alphabet, RFC 4648 section 4.
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

/// The alphabet for URLs, RFC 4648 section 5.
const URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Longest text that is decoded.
const LONGEST: usize = 4096;

/// Decodes base64 of either alphabet, padded or not.
pub(in super::super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    STANDARD.decode(text).or_else(|_| URL.decode(text)).ok()
}
