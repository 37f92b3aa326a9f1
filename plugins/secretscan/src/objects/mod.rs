//! Where Kubernetes objects and Helm releases hold text.
