//! Which tool calls hand a customer to people.

/// Names that mean it without more words.
const ENOUGH: [&str; 6] = [
    "handoff",
    "handover",
    "escalate",
    "escalation",
    "livechat",
    "liveagent",
];
/// What can be done with people…
const VERBS: [&str; 17] = [
    "transfer",
    "handoff",
    "handover",
    "hand",
    "escalate",
    "escalation",
    "connect",
    "route",
    "forward",
    "request",
    "call",
    "talk",
    "speak",
    "contact",
    "assign",
    "switch",
    "redirect",
];
/// …and who they are.
const PEOPLE: [&str; 20] = [
    "human",
    "humans",
    "person",
    "people",
    "agent",
    "agents",
    "representative",
    "representatives",
    "rep",
    "operator",
    "operators",
    "supervisor",
    "manager",
    "advisor",
    "specialist",
    "staff",
    "someone",
    "support",
    "team",
    "live",
];
/// Words that change nothing.
const FILLERS: [&str; 14] = [
    "to",
    "a",
    "an",
    "the",
    "off",
    "over",
    "for",
    "with",
    "customer",
    "service",
    "chat",
    "user",
    "conversation",
    "real",
];

/// Whether a call of this tool starts a handoff to people: `transfer_to_human_agents`, `escalateToHuman`,
/// `request-human`, `handoff`. Every word of the name has to be about it, so `transfer_funds`, `get_agent_status` and
/// `transfer_to_billing_agent` (often another bot) are not.
pub(in crate::format) fn is_handoff(tool: &str) -> bool {
    let words = words(tool);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let only_about_it = words.iter().all(|word| {
        [&ENOUGH[..], &VERBS, &PEOPLE, &FILLERS]
            .iter()
            .any(|list| list.contains(&word.as_str()))
    });
    let hand_off = words
        .windows(2)
        .any(|pair| pair[0] == "hand" && matches!(pair[1].as_str(), "off" | "over"));
    let human_agent = words.windows(2).any(|pair| {
        matches!(pair[0].as_str(), "human" | "live")
            && matches!(pair[1].as_str(), "agent" | "agents" | "support")
    });
    only_about_it && (has(&ENOUGH) || hand_off || human_agent || (has(&VERBS) && has(&PEOPLE)))
}

/// The words of a name in snake, kebab, dotted or camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    let mut after_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open || (letter.is_uppercase() && after_lower) {
            words.push(String::new());
            open = true;
        }
        after_lower = letter.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::is_handoff;

    #[test]
    fn the_whole_name_has_to_be_about_people() {
        for tool in [
            "transfer_to_human_agents",
            "escalate_to_human",
            "handoff_to_agent",
            "request_human",
            "requestHumanAgent",
            "hand_off",
            "human-handoff",
            "handoff",
            "escalate",
            "live_agent",
            "connect_to_live_agent",
            "transferToSupervisor",
            "speak.to.representative",
            "contact_customer_support",
        ] {
            assert!(is_handoff(tool), "{tool}");
        }
        for tool in [
            "transfer_funds",
            "transfer_call_recording",
            "get_live_agent_availability",
            "check_handoff_status",
            "transfer_to_billing_agent",
            "human_input",
            "cancel_handoff",
            "list_agents",
            "assign_ticket",
            "call_taxi",
            "route_planner",
            "agent",
            "",
        ] {
            assert!(!is_handoff(tool), "{tool}");
        }
    }
}
