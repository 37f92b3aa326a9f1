//! Flows from the API server: admission webhooks, aggregated APIs, conversion of custom kinds.
//!
//! Rules: "`ServiceReference` API" (an absent port means 443). The API server connects to the pods'
//! target port from the cluster's network interfaces, which no selector matches.

use plugin_kit::object::{Object, ObjectRef};

use super::{
    Evidence, EvidenceSource, Party, cluster::Cluster, gathering::Gathering, services::WhichPort,
};
use crate::object::{
    ApiService, CustomKind, MutatingWebhookConfiguration, ServiceReference,
    ValidatingWebhookConfiguration, Webhook,
};

const DEFAULT_PORT: u16 = 443;

/// Adds the flows that the API server opens.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    let mut call = |reference: ObjectRef, source, path: String, service: &ServiceReference| {
        let port = service.port.unwrap_or(DEFAULT_PORT);
        let evidence = Evidence {
            source,
            object: Some(reference),
            path,
            says: format!("{}.{}:{port}", service.name, service.namespace),
        };
        cluster.add_service(
            gathering,
            &Party::ControlPlane,
            (&service.namespace, &service.name),
            WhichPort::Number(port),
            evidence,
        );
    };
    let mut webhooks = |reference: ObjectRef, webhooks: &[Webhook]| {
        for webhook in webhooks {
            if let Some(service) = &webhook.client_config.service {
                let path = format!("webhooks[{}].clientConfig.service", webhook.name);
                call(reference.clone(), EvidenceSource::Webhook, path, service);
            }
        }
    };
    for object in cluster.snapshot.all::<ValidatingWebhookConfiguration>() {
        webhooks(object.reference(), &object.webhooks);
    }
    for object in cluster.snapshot.all::<MutatingWebhookConfiguration>() {
        webhooks(object.reference(), &object.webhooks);
    }
    for object in cluster.snapshot.all::<ApiService>() {
        if let Some(service) = &object.spec.service {
            let path = "spec.service".to_owned();
            call(
                object.reference(),
                EvidenceSource::ApiService,
                path,
                service,
            );
        }
    }
    for object in cluster.snapshot.all::<CustomKind>() {
        let webhook = object
            .spec
            .conversion
            .as_ref()
            .and_then(|it| it.webhook.as_ref());
        let client = webhook.and_then(|it| it.client_config.as_ref());
        if let Some(service) = client.and_then(|it| it.service.as_ref()) {
            let path = "spec.conversion.webhook.clientConfig.service".to_owned();
            call(
                object.reference(),
                EvidenceSource::Conversion,
                path,
                service,
            );
        }
    }
}

#[cfg(test)]
mod tests;
