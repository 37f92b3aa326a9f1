//! The built-in rules: each is sound, finds its positive samples exactly, and nothing in its
//! negative ones; first the rule by itself, then the whole detector.

#[cfg(test)]
mod alone;
#[cfg(test)]
mod detector;
#[cfg(test)]
mod files;
