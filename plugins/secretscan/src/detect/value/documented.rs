//! Keys that providers show to everybody in their documentation.

/// What follows `sk_test_` in the documentation of Stripe ("API keys", "Authentication").
const STRIPE: [&[u8]; 2] = [b"4eC39HqLyjWDarjtT1zdp7dc", b"BQokikJOvBiI2HlWgH4olfQ2"];

/// Whether a value is one of them.
pub(super) fn is_documented(value: &[u8]) -> bool {
    value
        .strip_prefix(b"sk_test_")
        .is_some_and(|key| STRIPE.contains(&key))
}
