"use strict";
// An endpoint's page: everything that the result says of it, each thing with what told it and where to look.
report.endpointPage = (data, row, { text, socket, link }) => {
  const { make } = report;
  const { pages, places, texts, table } = data;
  const page = Object.fromEntries(Object.keys(pages).map((name) => [name, pages[name][row]]));
  const place = page.place === null ? null : Object.fromEntries(Object.keys(places).map((name) => [name, places[name][page.place]]));
  const t = (number) => texts[number];
  const all = (numbers) => numbers.map(t).join(", ");
  const words = (value) => (value ?? "").replaceAll("_", " ");
  const country = (code) => (code === null ? null : data.countries[code] ? `${data.countries[code]} (${code})` : code);
  const each = (codes) => (codes ? codes.match(/../g).join(", ") : "none");
  const paths = (capture) => (data.captures[capture] ?? [[`capture ${capture}`, null]]).map(([path]) => path).join(" or ");
  const look = (capture, packet) => (packet === null || capture === null ? "no packet: a file states it" : `packet ${packet} of ${paths(capture)}`);

  function facts(...pairs) {
    const kept = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
    return make("dl", {}, ...kept.flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)]));
  }
  function grid(caption, heads, rows) {
    const numbers = heads.map(([, number]) => number);
    return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, make("table", {}, make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...heads.map(([title, number]) => make("th", { scope: "col", class: number ? "number" : false }, title)))),
      make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, at) => make("td", { class: numbers[at] ? "number" : false }, cell ?? "")))))));
  }
  function part(title, ...children) {
    const kept = children.filter((child) => child !== null);
    return kept.length ? [make("h4", {}, title), ...kept] : [];
  }
  const note = (value) => make("p", { class: "quiet" }, value);

  function claims() {
    if (!page.said.length) return note(data.cells ? "No claim is contradicted, left open or otherwise touched by it." : "No country that was asked about is witnessed or left open by it.");
    const heads = [[data.cells ? "Claim" : "Country"], ["Cell"], ["Standing"], ["Reason"], ["Where to look"]].filter(([title]) => data.cells || title !== "Cell");
    return grid("What it is to each, and why", heads, page.said.map(([about, cell, standing, spot, reason, , interference, capture, packet]) => {
      const kind = spot ? ` (${words(t(spot))})` : "";
      const state = make("span", { class: `standing ${t(standing)}` }, `${t(standing)}${kind}${interference ? ", UNDER INTERFERENCE" : ""}`);
      return [t(about), ...(data.cells ? [t(cell)] : []), state, t(reason), look(t(capture), packet)];
    }));
  }
  function names() {
    const more = [page.names_left_out ? `${page.names_left_out} more names or means are in the result.` : "", page.also_named.length ? `Also named ${all(page.also_named)}.` : "", page.hearsay.length ? `Hearsay, by which no rule and no claim goes: ${all(page.hearsay)}.` : ""].filter(Boolean).join(" ");
    if (!page.names.length) return [note(`No name seen, which is not "has no name". ${more}`)];
    const rows = page.names.map(([name, source, grade, capture, packet, times]) => [t(name), words(t(source)), t(grade) ?? "not graded", String(times), look(t(capture), packet)]);
    return [grid("Names, best supported first; only the best is graded", [["Name"], ["Told by"], ["Grade"], ["Times", true], ["First told in"]], rows), more ? note(more) : null];
  }
  function whereabouts() {
    if (!place) return [note(`${text("located", row)}: no data set was asked.`)];
    const votes = place.votes.map(([source, code]) => [t(source), country(t(code)), ...(data.sources[t(source)] ?? ["not listed", "", ""]).map(words)]);
    return [
      facts(["Located", text("located", row)], ["Could be in", place.candidates ? each(t(place.candidates)) : null], ["Looked up as", t(place.looked_up)], ["Published by its cloud as", t(place.cloud)], ["Anycast", place.anycast ? "yes: no single country" : null], ["Routed", place.routed === null ? "not covered by data" : place.routed ? "yes" : "no: nobody announces it"]),
      votes.length ? grid("Answers of locators", [["Source"], ["Country"], ["Date of its data"], ["Dated by"], ["Lineage"]], votes) : note("No locator answers."),
      make("p", {}, make("strong", {}, "Not location: "), `registered in ${country(t(place.registered)) ?? "no country known"}; operator's AS registered in ${country(t(place.operator)) ?? "no country known"}${place.asn === null ? "" : `; AS${place.asn} ${t(place.org) ?? ""}`}.`),
    ];
  }
  function physics() {
    if (!place || (place.rtt_us === null && !place.doubts.length && place.samples === null)) return [note("No answer was timed that could bound its distance.")];
    const excluded = t(place.excluded) ?? "";
    return [facts(
      ["In words", t(page.distance)],
      ["Round trip", place.rtt_us === null ? "none bounds the distance" : `${(place.rtt_us / 1000).toFixed(3)} ms, ${words(t(place.kind))}; ${look(t(place.capture), place.packet)} (first packet of its flow)`],
      ["Not farther than", place.radius === null ? null : `${place.radius.toLocaleString("en")} km (light in vacuum)${place.fibre === null ? "" : `; ${place.fibre.toLocaleString("en")} km in fibre, shown only`}`],
      ["Excluded", excluded ? `${excluded.length / 2} countries: ${each(excluded)}` : "none"],
      ["Of these only jointly", t(place.jointly) ? each(t(place.jointly)) : null],
      ["Possible", t(place.possible) === null ? "physics says nothing" : each(t(place.possible))],
      ["Samples", place.samples === null ? null : `${place.samples} that bound a distance, ${place.unusable} that do not`],
      ["Doubts", place.doubts.length ? words(all(place.doubts)) : null],
      ["No place to measure from", t(place.no_site) ? words(t(place.no_site)) : null],
    )];
  }
  function rule(id, title, matched) {
    if (id === null) return facts([title, title === "Runs it" ? "not known: no service rule matches, and who hosts an endpoint is not who runs it" : "no hosting rule matches"]);
    const known = data.rules[id];
    if (!known) return facts([title, `rule ${id}; the result does not hold why it is believed`]);
    return facts(
      [title, `${known.operator} (${known.category})`], ["Legal control", `${country(known.control_country) ?? "not established"}, which is not a place`],
      ["Rule", `${id}, ${known.confidence}${known.carries_fail ? "" : "; it names the endpoint and carries no FAIL"}`], ["Matched", matched], ["Why", known.reasoning],
      ["Data expected", known.data_expected.join(", ") || "not known, which is not 'nothing'"], ["Sources", make("ul", {}, ...known.sources.map((source) => make("li", {}, source)))],
      ["Seen by its sources", known.first_seen || known.last_seen ? `${known.first_seen ?? "not told"} to ${known.last_seen ?? "not told"}` : null],
    );
  }
  function traits() {
    const port = t(page.port_protocol);
    return facts(
      ["Speaks", all(page.protocols) || (port ? `not recognised; its port suggests ${port}, which is no evidence` : "not recognised")],
      ["Asked to reach, as a proxy", all(page.proxy_targets)], ["Hides", page.obscured.length ? words(all(page.obscured)) : "nothing found that hides its name or content"],
    );
  }
  function contacts() {
    if (!data.cells) return note("An analysis does not tell whose flows are; a scenario lists devices and verifies that.");
    if (!page.contacts.length) return note("No contact of the scenario's devices is listed.");
    const rows = page.contacts.map(([owner, grade, device, senders, step, reason, flows, up, down]) => [t(owner), t(grade) ?? "none", `${t(device) ?? "no listed device"} (${t(senders)})`, t(step) ?? "outside every step", String(flows), report.octets(up), report.octets(down), t(reason)]);
    return grid(`Whose it is${page.contacts_left_out ? `; ${page.contacts_left_out} more contacts are in the result` : ""}`, [["Held for"], ["Grade"], ["Device"], ["Step"], ["Flows", true], ["Up", true], ["Down", true], ["How that is known"]], rows);
  }
  function flows() {
    const left = table.flows[row] - page.flows.length;
    const rows = page.flows.map(([time, client, port, up, down, contact, capture, packet]) => [report.moment(data.base + time), `${t(client)}${port === null ? "" : ` port ${port}`}`, report.octets(up), report.octets(down), t(contact), look(t(capture), packet)]);
    const more = left > 0 ? `; ${left.toLocaleString("en")} more, which were sent less, are in the result` : "";
    return grid(`${page.flows.length} of ${table.flows[row].toLocaleString("en")} flows, in order of time, by the capture's clock${more}`, [["Began"], ["Client"], ["Up", true], ["Down", true], ["Contact"], ["Packet to look at"]], rows);
  }
  function wireshark() {
    const filter = t(page.filter);
    if (filter === null) return [note("Its address cannot be written as a display filter.")];
    const held = [...new Set([t(table.capture[row]), ...page.flows.map((flow) => t(flow[6]))])];
    const quoted = held.flatMap((capture) => data.captures[capture] ?? []).filter(([, word]) => word !== null);
    const packet = `frame.number == ${table.packet[row]}`;
    const commands = quoted.map(([, word]) => report.copyLine(`tshark -r ${word} -Y '${filter}'`, "Copy command"));
    return [note("All its packets, as a display filter of Wireshark:"), report.copyLine(filter, "Copy filter"), note(`The packet to look at first, in ${paths(t(table.capture[row]))}:`), report.copyLine(packet, "Copy filter"), ...(commands.length ? commands : [note("No capture of it can be named in a command: records of other programs, or a path that holds what cannot be seen.")])];
  }

  const host = t(page.hosting_rule);
  return [
    facts(["Seen at", `${data.cells ? `${text("cell", row)}, ` : ""}${text("vantage", row)}`], ["Contact", text("contact", row)], ["Sent", report.octets(table.up[row])], ["Received", report.octets(table.down[row])], ["Time", `${report.moment(data.base + table.first[row])} to ${report.moment(data.base + table.last[row])}`], ["Clients", all(page.clients)], ["Permanent link", make("a", { href: link(row) }, socket(row))]),
    ...part(data.cells ? "Claims" : "Countries asked about", claims()),
    ...part("Names", ...names()),
    ...part("Where it is", ...whereabouts()),
    ...part("How far away it can be", ...physics()),
    ...part("Whose it is, by the catalogue", rule(t(page.rule), "Runs it", t(page.matched)), host === null && text("host", row) ? facts(["Hosts or routes it", text("host", row)]) : rule(host, "Hosts or routes it", null), page.also_rules.length ? facts(["What else matched", all(page.also_rules)]) : null),
    ...part("What is spoken, and what hides it", traits()),
    ...part("Attribution", contacts()),
    ...part("Flows", flows()),
    ...part("Look for yourself", ...wireshark()),
  ];
};
