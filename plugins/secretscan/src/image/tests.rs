//! Whole archives, from the file to what a visitor is shown.

mod forms;
mod hiding;
mod hostile;
mod nested;
mod settings;
mod threads;
