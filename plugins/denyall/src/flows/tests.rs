//! Lines of every format, and what holds for every file.

use std::fmt::Write;

use proptest::{collection::vec, prelude::*, sample::select};

use super::{merge::Limits, read::read_within, *};
use crate::protocol::Protocol;

fn log(text: &str) -> FlowLog {
    read("test.log", text.as_bytes()).unwrap()
}

/// Who, to whom, protocol, port, verdict and direction of every flow.
fn flows(text: &str) -> Vec<String> {
    let log = log(text);
    assert_eq!(log.skipped, [], "{text}");
    log.flows.iter().map(shown).collect()
}

fn shown(flow: &ObservedFlow) -> String {
    let direction = flow
        .direction
        .map_or(String::new(), |direction| format!(" {direction:?}"));
    format!(
        "{} > {} {} {} {:?}{direction} x{}",
        end(&flow.source),
        end(&flow.destination),
        flow.port,
        flow.protocol,
        flow.verdict,
        flow.count
    )
}

fn end(end: &FlowEnd) -> String {
    match (&end.pod, &end.workload, end.network, end.address) {
        (Some(pod), ..) => format!("{}/{pod}", end.namespace.as_deref().unwrap_or_default()),
        (_, Some(workload), ..) => {
            format!(
                "{}/{}/{}",
                end.namespace.as_deref().unwrap_or_default(),
                workload.kind,
                workload.name
            )
        }
        (_, _, Some(network), _) => network.to_string(),
        (.., Some(address)) => address.to_string(),
        _ => end.names.join("|"),
    }
}

fn skipped(text: &str) -> Vec<SkipReason> {
    log(text).skipped.iter().map(|line| line.reason).collect()
}

#[test]
fn all_four_shapes_of_the_agent_give_the_same_flow() {
    let v4 = "10.0.0.1 > 10.0.0.2 443 TCP Denied";
    for (line, expected) in [
        (
            r#"{"level":"info","ts":"2023-11-07T15:45:16.003Z","logger":"ebpf-client","msg":"Flow Info:  ","Src IP":"10.0.0.1","Src Port":42216,"Dest IP":"10.0.0.2","Dest Port":443,"Proto":"TCP","Verdict":"DENY"}"#,
            format!("{v4} x1"),
        ),
        (
            r#"{"level":"info","ts":"2025-06-30T15:45:16.003Z","caller":"events/events.go:270","msg":"Flow Info: Src IP: 10.0.0.1 Src Port: 42216 Dest IP: 10.0.0.2 Dest Port: 443 Proto TCP Verdict DENY Direction egress"}"#,
            format!("{v4} Egress x1"),
        ),
        (
            r#"{"level":"info","ts":"2026-05-19T15:45:16.003Z","msg":"Flow Info: Src IP: 10.0.0.1 Src Port: 42216 Dest IP: 10.0.0.2 Dest Port: 443 Proto TCP Verdict DENY Direction ingress, Tier NETWORK_POLICY"}"#,
            format!("{v4} Ingress x1"),
        ),
        (
            r#"{"level":"debug","ts":"2025-06-30T15:45:16.003Z","msg":"Flow Info: Src IP: fd00::1 Src Port: 42216 Dest IP: fd00::2 Dest Port: 53 Proto: UDP Verdict: ACCEPT Direction: egress"}"#,
            "fd00::1 > fd00::2 53 UDP Accepted Egress x1".to_owned(),
        ),
        (
            "Node: ip-10-0-1-66.us-west-2.compute.internal;SIP: 10.0.0.1;SPORT: 42216;DIP: 10.0.0.2;DPORT: 443;PROTOCOL: TCP;PolicyVerdict: DENY",
            format!("{v4} x1"),
        ),
        (
            "2026-08-07T17:05:21.588Z Node: n;SIP: fd00::1;SPORT: 48968;DIP: fd00::2;DPORT: 8181;PROTOCOL: TCP;PolicyVerdict: ACCEPT;Tier: DEFAULT",
            "fd00::1 > fd00::2 8181 TCP Accepted x1".to_owned(),
        ),
        (
            r#"{"timestamp":1699371916003,"message":"Node: n;SIP: 10.0.0.1;SPORT: 42216;DIP: 10.0.0.2;DPORT: 443;PROTOCOL: TCP;PolicyVerdict: DENY;Tier: ADMIN"}"#,
            format!("{v4} x1"),
        ),
    ] {
        assert_eq!(flows(line), [expected], "{line}");
    }
}

#[test]
fn the_agents_other_lines_are_counted_and_are_no_flows() {
    let log = log(
        "{\"level\":\"info\",\"ts\":\"2025-06-30T15:45:16Z\",\"msg\":\"Starting network policy agent\"}\n",
    );
    assert_eq!((log.lines, log.unrelated, log.skipped_total()), (1, 1, 0));
}

#[test]
fn the_agent_leaves_out_zeros_at_the_end_of_an_address() {
    let line =
        "SIP: 10.0.1;SPORT: 40000;DIP: 10.0.0.2;DPORT: 443;PROTOCOL: TCP;PolicyVerdict: ACCEPT";
    assert_eq!(flows(line), ["10.0.1.0 > 10.0.0.2 443 TCP Accepted x1"]);
}

#[test]
fn a_dropped_reply_is_no_denied_connection() {
    let line =
        "SIP: 10.100.0.1;SPORT: 443;DIP: 10.0.0.2;DPORT: 55464;PROTOCOL: TCP;PolicyVerdict: DENY";
    let log = log(line);
    assert_eq!((log.replies, log.flows.len()), (1, 0));
}

#[test]
fn icmp_and_broken_fields_are_skipped_with_their_reason() {
    let line = |protocol: &str, port: &str, address: &str, verdict: &str| {
        format!(
            "SIP: {address};SPORT: 40000;DIP: 10.0.0.2;DPORT: {port};PROTOCOL: {protocol};PolicyVerdict: {verdict}\n"
        )
    };
    let text = [
        line("ICMP", "0", "10.0.0.1", "DENY"),
        line("TCP", "70000", "10.0.0.1", "DENY"),
        line("TCP", "80", "host", "DENY"),
        line("TCP", "80", "10.0.0.1", "MAYBE"),
        "Flow Info: Src IP: 10.0.0.1\n".to_owned(),
        "something else\n".to_owned(),
    ]
    .concat();
    assert_eq!(
        skipped(&text),
        [
            SkipReason::OtherProtocol,
            SkipReason::BadPort,
            SkipReason::BadEnd,
            SkipReason::UnknownVerdict,
            SkipReason::MissingField,
            SkipReason::Unrecognized,
        ]
    );
    assert_eq!(log(&text).skipped[5].line, 6);
}

#[test]
fn default_records_of_vpc_flow_logs_merge_both_sides_of_a_connection() {
    let text = "2 111122223333 eni-0a1b 10.0.0.1 10.0.0.2 49152 443 6 20 4249 1418530010 1418530070 ACCEPT OK\n\
        2 111122223333 eni-0a1b 10.0.0.2 10.0.0.1 443 49152 6 20 4249 1418530000 1418530080 ACCEPT OK\n\
        2 111122223333 eni-0a1b 10.0.0.2 10.0.0.1 443 49153 6 1 40 1418530000 1418530080 REJECT OK\n\
        2014-12-14T04:07:50+00:00 eni-0a1b-all 2 111122223333 eni-0a1b 10.0.0.1 10.0.0.3 49152 53 17 1 40 1418530010 1418530070 REJECT OK\n\
        2 111122223333 eni-0a1b - - - - - - - 1431280876 1431280934 - NODATA\n\
        2 111122223333 eni-0a1b - - - - - - - 1431280876 1431280934 - SKIPDATA\n";
    assert_eq!(
        flows(text),
        [
            "10.0.0.1 > 10.0.0.2 443 TCP Accepted x2",
            "10.0.0.1 > 10.0.0.3 53 UDP Denied x1"
        ]
    );
    let log = log(text);
    assert_eq!((log.lines, log.empty, log.replies), (6, 2, 1));
    assert_eq!(log.flows[0].first.unwrap().as_second(), 1_418_530_000);
    assert_eq!(log.flows[0].last.unwrap().as_second(), 1_418_530_080);
    assert_eq!(log.flows[0].opener, Opener::Guessed);
}

#[test]
fn custom_records_are_read_by_their_header_and_prefer_the_packets_ends() {
    let text = "version vpc-id pkt-srcaddr pkt-dstaddr srcaddr dstaddr srcport dstport protocol tcp-flags flow-direction action start end log-status\n\
        5 vpc-1 10.0.0.1 10.0.0.2 10.9.9.9 10.0.0.2 40000 50051 6 2 ingress ACCEPT 1 2 OK\n\
        5 vpc-1 10.0.0.2 10.0.0.1 10.0.0.2 10.9.9.9 50051 40000 6 18 egress ACCEPT 1 2 OK\n\
        5 vpc-1 - - 10.0.0.7 10.0.0.8 40000 80 6 0 - ACCEPT 1 2 OK\n\
        5 vpc-1 10.0.0.1 10.0.0.2 10.9.9.9 10.0.0.2 0 0 1 0 ingress ACCEPT 1 2 OK\n";
    let log = log(text);
    let shown: Vec<String> = log.flows.iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "10.0.0.1 > 10.0.0.2 50051 TCP Accepted Ingress x2",
            "10.0.0.7 > 10.0.0.8 80 TCP Accepted x1"
        ]
    );
    assert_eq!(log.flows[0].opener, Opener::Seen);
    assert_eq!(
        (
            log.unrelated,
            log.skipped_by_reason[&SkipReason::OtherProtocol]
        ),
        (1, 1)
    );
}

const HUBBLE: &str = r#"{"flow":{"time":"2026-05-01T10:00:00.5Z","verdict":"FORWARDED","IP":{"source":"10.0.0.1","destination":"10.0.0.2","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":40000,"destination_port":8080,"flags":{"SYN":true}}},"source":{"ID":1,"identity":2,"namespace":"shop","labels":["k8s:app=web","reserved:x"],"pod_name":"web-1","workloads":[{"name":"web","kind":"Deployment"}]},"destination":{"namespace":"shop","pod_name":"api-1"},"Type":"L3_L4","destination_names":["b.example","a.example"],"traffic_direction":"EGRESS","is_reply":false},"node_name":"n","time":"2026-05-01T10:00:01Z"}"#;

#[test]
fn hubble_flows_keep_names_labels_and_workloads() {
    assert_eq!(
        flows(HUBBLE),
        ["shop/web-1 > shop/api-1 8080 TCP Accepted Egress x1"]
    );
    let log = log(HUBBLE);
    let flow = &log.flows[0];
    assert_eq!(flow.source.labels["app"], "web");
    assert_eq!(flow.source.labels["reserved:x"], "");
    assert_eq!(flow.source.workload.as_ref().unwrap().kind, "Deployment");
    assert_eq!(flow.destination.names, ["a.example", "b.example"]);
    assert_eq!(flow.first.unwrap().to_string(), "2026-05-01T10:00:00.5Z");
    assert_eq!(flow.opener, Opener::Seen);
}

#[test]
fn hubble_flows_may_stand_without_their_envelope() {
    let flow = r#"{"verdict":"AUDIT","IP":{"source":"10.0.0.1","destination":"1.1.1.1"},"l4":{"UDP":{"source_port":53000,"destination_port":53}},"destination":{"labels":["reserved:world"]}}"#;
    assert_eq!(flows(flow), ["10.0.0.1 > 1.1.1.1 53 UDP Audited x1"]);
}

#[test]
fn hubble_replies_drops_and_losses_are_told_apart() {
    assert_eq!(
        log(&HUBBLE.replace("\"is_reply\":false", "\"is_reply\":true")).replies,
        1
    );
    let verdict = |drop: &str| log(&HUBBLE.replace("\"FORWARDED\"", drop)).flows[0].verdict;
    assert_eq!(
        verdict(r#""DROPPED","drop_reason_desc":"POLICY_DENIED""#),
        FlowVerdict::Denied
    );
    assert_eq!(
        verdict(r#""DROPPED","drop_reason_desc":"STALE_OR_UNROUTABLE_IP""#),
        FlowVerdict::Unknown
    );
    assert_eq!(
        skipped(&HUBBLE.replace("TCP", "ICMPv4")),
        [SkipReason::OtherProtocol]
    );
    assert_eq!(
        skipped(r#"{"lost_events":{"source":"HUBBLE_RING_BUFFER"},"node_name":"n"}"#),
        [SkipReason::Lost]
    );
    assert_eq!(
        log(r#"{"node_status":{"state_change":"NODE_CONNECTED"}}"#).unrelated,
        1
    );
}

#[test]
fn a_table_names_pods_workloads_addresses_and_networks() {
    let text = "\u{feff}Source,Destination,Protocol,Port,First,Last,Count,Verdict\r\n\
        shop/web-1,shop/deploy/api,tcp,8080,2026-05-01T10:00:00Z,,3,allowed\r\n\
        \"10.0.0.1\",10.1.2.3/16,udp,53,,,,\r\n\
        shop/web-1,api.example.com,TCP,443,,,1,denied\r\n";
    assert_eq!(
        flows(text),
        [
            "10.0.0.1 > 10.1.0.0/16 53 UDP Unknown x1",
            "shop/web-1 > api.example.com 443 TCP Denied x1",
            "shop/web-1 > shop/deploy/api 8080 TCP Accepted x3",
        ]
    );
}

#[test]
fn wrong_rows_of_a_table_are_skipped_with_their_reason() {
    let text = "source,destination,protocol,port,count\n\
        a b,shop/api,TCP,80,1\n10.0.0.1,shop/api,ICMP,80,1\n10.0.0.1,shop/api,TCP,http,1\n\
        10.0.0.1,shop/api,TCP,80,many\n10.0.0.1,,TCP,80,1\n\"10.0.0.1,x,TCP,80,1\n10.0.0.1,web,TCP,80,1\n";
    assert_eq!(
        skipped(text),
        [
            SkipReason::BadEnd,
            SkipReason::OtherProtocol,
            SkipReason::BadPort,
            SkipReason::BadCount,
            SkipReason::MissingField,
            SkipReason::Unrecognized,
            SkipReason::BadEnd,
        ]
    );
}

#[test]
fn formats_may_be_mixed_and_are_not_merged_with_each_other() {
    let text = "2 111122223333 eni-0a1b 10.0.0.1 10.0.0.2 49152 443 6 20 4249 1418530010 1418530070 ACCEPT OK\n\
        SIP: 10.0.0.1;SPORT: 42216;DIP: 10.0.0.2;DPORT: 443;PROTOCOL: TCP;PolicyVerdict: ACCEPT\n\n\
        source,destination,protocol,port\n10.0.0.1,10.0.0.2,TCP,443\n";
    let formats: Vec<FlowFormat> = log(text).flows.iter().map(|flow| flow.format).collect();
    assert_eq!(
        formats,
        [FlowFormat::Agent, FlowFormat::Vpc, FlowFormat::Table]
    );
    assert_eq!(log(text).lines, 4);
}

#[test]
fn flows_beyond_the_limit_are_counted_and_known_ones_still_merge() {
    let mut text = String::new();
    for port in [80, 81, 82, 80, 83] {
        writeln!(text, "SIP: 10.0.0.1;SPORT: 40000;DIP: 10.0.0.2;DPORT: {port};PROTOCOL: TCP;PolicyVerdict: ACCEPT").unwrap();
    }
    let limits = Limits {
        flows: 2,
        ..Limits::DEFAULT
    };
    let log = read_within("x", text.as_bytes(), limits).unwrap();
    assert_eq!(
        (log.flows.len(), log.beyond_limit, log.flows[0].count),
        (2, 2, 2)
    );
    let limits = Limits {
        weight: 10,
        ..Limits::DEFAULT
    };
    assert_eq!(
        read_within("x", text.as_bytes(), limits)
            .unwrap()
            .beyond_limit,
        5
    );
}

#[test]
fn skipped_lines_are_all_counted_and_the_first_are_kept() {
    let log = log(&"?\n".repeat(250));
    assert_eq!(
        (log.skipped.len(), log.skipped_total()),
        (FlowLog::SHOWN, 250)
    );
}

#[test]
fn lines_that_are_too_long_or_no_text_are_skipped() {
    let mut bytes = vec![b'x'; lines::LONGEST + 1];
    bytes.extend(b"\n\xff\xfe\n");
    let log = read("x", bytes.as_slice()).unwrap();
    assert_eq!(
        log.skipped
            .iter()
            .map(|line| line.reason)
            .collect::<Vec<_>>(),
        [SkipReason::TooLong, SkipReason::NotUtf8]
    );
}

#[test]
fn a_failing_stream_is_an_error_that_names_file_and_line() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let stream = std::io::BufReader::new(std::io::Read::chain(&b"a\nb\n"[..], Broken));
    let error = read("x.log", stream).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read flow log \"x.log\" after line 2"
    );
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        select(vec![
            "SIP: ",
            "SPORT: ",
            "DIP: ",
            "DPORT: ",
            "PROTOCOL: ",
            "PolicyVerdict: ",
            ";",
            "Flow Info:",
            "Src IP",
            "{",
            "}",
            "\"flow\":",
            "\"l4\":",
            "\"TCP\":{}",
            ",",
            "\n",
            "source,destination,protocol,port\n",
            "10.0.0.1",
            "fd00::1",
            "2 111122223333 eni-1 ",
            "OK",
            "NODATA",
            "-",
            " ",
            "\"",
            "443",
            "TCP",
            "version srcaddr dstaddr\n",
            "\u{feff}",
            "99999999999999999999",
            "\"message\":\"",
            "ACCEPT",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn arbitrary_bytes_never_panic_and_every_line_is_accounted_for(
        bytes in prop_oneof![vec(any::<u8>(), 0..400), pieces().prop_map(String::into_bytes)]
    ) {
        let log = read("x", bytes.as_slice()).unwrap();
        let records: u64 = log
            .flows
            .iter()
            .filter(|flow| flow.format != FlowFormat::Table)
            .map(|flow| flow.count)
            .sum();
        let others = log.replies + log.empty + log.unrelated + log.skipped_total();
        prop_assert!(records + others <= log.lines);
        if log.flows.iter().all(|flow| flow.format != FlowFormat::Table) {
            prop_assert_eq!(records + others, log.lines);
        }
    }

    #[test]
    fn the_order_of_lines_changes_no_flow(ports in vec((1_u16..5, any::<bool>(), 0_i64..100), 0..20)) {
        let line = |(port, accepted, time): &(u16, bool, i64)| {
            let action = if *accepted { "ACCEPT" } else { "REJECT" };
            format!("2 111122223333 eni-1 10.0.0.1 10.0.0.2 49152 {port} 6 1 1 {time} {time} {action} OK\n")
        };
        let forward: String = ports.iter().map(line).collect();
        let backward: String = ports.iter().rev().map(line).collect();
        prop_assert_eq!(log(&forward).flows, log(&backward).flows);
    }
}

#[test]
fn every_protocol_of_policies_is_read() {
    for (number, protocol) in [
        (6, Protocol::Tcp),
        (17, Protocol::Udp),
        (132, Protocol::Sctp),
    ] {
        let text =
            format!("2 111122223333 eni-1 10.0.0.1 10.0.0.2 49152 80 {number} 1 1 1 2 ACCEPT OK");
        assert_eq!(log(&text).flows[0].protocol, protocol);
    }
}
