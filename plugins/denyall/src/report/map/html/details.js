// The panel beside the matrix: who, to whom, on which ports, and why.

/** An element with text or children. Text is never markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const counted = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** A link to a node's own page. */
const nodeLink = (node, full) =>
  element(
    'a',
    { href: address({ workload: node.key }) },
    full && !node.outside ? `${node.namespace}/${node.label}` : node.label,
  );

/** Facts about a node that matter before any connection, as words. */
function nodeFacts(node) {
  if (node.outside) return (node.cidrs ?? []).join(', ');
  const isolation =
    node.ingress && node.egress
      ? 'isolated in both directions'
      : node.ingress
        ? 'isolated for ingress, egress open'
        : node.egress
          ? 'isolated for egress, ingress open'
          : 'not isolated';
  return `${counted(node.pods, 'pod')}, ${node.host ? 'host network: policies do not apply' : isolation}`;
}

class Details {
  constructor(cluster) {
    this.cluster = cluster;
    this.panel = document.getElementById('details');
    this.status = document.getElementById('status');
  }

  /** Shows a cell, or what to do where there is none. */
  show(cell, pinned, unpin) {
    this.panel.classList.toggle('pinned', Boolean(pinned));
    if (!cell) return this.panel.replaceChildren(...(this.overview ??= this.summarise()));
    const content =
      cell.from.node && cell.to.node ? this.pair(cell.from.low, cell.to.low) : this.block(cell);
    this.panel.replaceChildren(...content);
    if (pinned) {
      const button = element('button', { type: 'button', class: 'unpin' }, 'Unpin');
      button.addEventListener('click', unpin);
      this.panel.prepend(button);
    }
    this.status.textContent = this.spoken(cell);
  }

  /** What is worth knowing before pointing anywhere. */
  summarise() {
    const { nodes, ports, reach } = this.cluster;
    const outside = this.cluster.groups.find((group) => group.outside);
    const [fromOutside, toOutside] = [new Set(), new Set()];
    let connections = 0,
      open = 0;
    nodes.forEach((node, from) =>
      reach.runs(from, 0, nodes.length, (start, end, set) => {
        if (node.outside) {
          for (let to = start; to < end; to++) fromOutside.add(to);
          return;
        }
        connections += end - start;
        if (ports[set]?.all) open += end - start;
        if (outside && end > outside.low && start < outside.high) toOutside.add(from);
      }),
    );
    const host = nodes.map((_, index) => index).filter((index) => nodes[index].host);
    return [
      element(
        'p',
        { class: 'verdict' },
        `Workloads may open ${counted(connections, 'connection')}, ${open.toLocaleString('en')} of them on every port`,
      ),
      ...this.links(
        'Reachable from outside the cluster',
        [...fromOutside].sort((one, other) => one - other),
      ),
      ...this.links('May reach outside the cluster', [...toOutside]),
      ...(host.length ? this.links('On the host network, where policies do not apply', host) : []),
      element(
        'p',
        { class: 'hint' },
        'Point at a cell, or move through the matrix with the arrow keys, to see who connects to whom, on which ports, and which policy decides.',
      ),
    ];
  }

  /** A heading with the number of nodes and links to the first of them. */
  links(title, indices) {
    const { nodes } = this.cluster;
    const list = element(
      'ul',
      { class: 'pairs' },
      ...indices.slice(0, 6).map((index) => element('li', {}, nodeLink(nodes[index], true))),
    );
    if (indices.length > 6)
      list.append(element('li', { class: 'hint' }, `and ${counted(indices.length - 6, 'other')}`));
    if (!indices.length) list.append(element('li', { class: 'hint' }, 'nothing'));
    return [element('h3', {}, `${title}: ${indices.length.toLocaleString('en')}`), list];
  }

  spoken(cell) {
    const names = `${itemLabel(cell.from, true)} to ${itemLabel(cell.to, true)}`;
    if (cell.outside) return `${names}: outside the cluster`;
    if (!cell.pairs) return `${names}: nothing allowed`;
    const found =
      cell.from.node && cell.to.node && this.cluster.reach.find(cell.from.low, cell.to.low);
    return found
      ? `${names}: ${this.cluster.portsText(found.ports)}`
      : `${names}: ${cell.pairs} of ${cell.total} pairs`;
  }

  /** One sender and one receiver. */
  pair(from, to) {
    const { nodes, reach } = this.cluster;
    const [sender, receiver] = [nodes[from], nodes[to]];
    const found = reach.find(from, to);
    const back = reach.find(to, from);
    const end = (word, node) =>
      element(
        'div',
        { class: 'end' },
        element('span', {}, word),
        element('strong', {}, nodeLink(node, true)),
        element('small', {}, nodeFacts(node)),
      );
    return [
      end('From', sender),
      end('To', receiver),
      this.verdict(
        found ? 'yes' : 'no',
        found
          ? `Allowed: ${this.cluster.portsText(found.ports)}`
          : sender.outside && receiver.outside
            ? 'Outside the cluster'
            : 'Nothing allowed',
      ),
      ...(found ? this.why(found) : [element('p', {}, this.whyNot(sender, receiver))]),
      from === to
        ? null
        : element(
            'p',
            { class: 'back' },
            'The other way: ',
            back ? this.cluster.portsText(back.ports) : 'nothing allowed',
            '.',
          ),
    ].filter(Boolean);
  }

  verdict(kind, text) {
    return element(
      'p',
      { class: `verdict ${kind}` },
      element('span', { 'aria-hidden': 'true' }, kind === 'no' ? '✕' : '✓'),
      ` ${text}`,
    );
  }

  why(found) {
    const { reasons } = this.cluster;
    return [
      element('h3', {}, 'Why'),
      element(
        'dl',
        {},
        element('dt', {}, 'sender may send (egress)'),
        element('dd', {}, reasons[found.egress] ?? 'unknown'),
        element('dt', {}, 'receiver accepts (ingress)'),
        element('dd', {}, reasons[found.ingress] ?? 'unknown'),
      ),
    ];
  }

  whyNot(sender, receiver) {
    if (sender.outside && receiver.outside) return 'Policies of the cluster do not decide this.';
    const sides = [];
    if (sender.egress) sides.push('the sender is isolated for egress');
    if (receiver.ingress) sides.push('the receiver is isolated for ingress');
    if (!sides.length) return 'No policy isolates either side; see the notes.';
    const text = sides.join(' and ');
    return `${text[0].toUpperCase()}${text.slice(1)}, and no port is allowed by both. “kubectl denyall reach” names the smallest change.`;
  }

  /** Several senders or receivers at once. */
  block(cell) {
    const end = (word, item) =>
      element(
        'div',
        { class: 'end' },
        element('span', {}, word),
        element('strong', {}, itemLabel(item, true)),
        element('small', {}, this.size(item)),
      );
    const ends = [end('From', cell.from), end('To', cell.to)];
    if (cell.outside)
      return [...ends, element('p', {}, 'Policies of the cluster do not decide this.')];
    const share = `${cell.pairs.toLocaleString('en')} of ${counted(cell.total, 'pair')}`;
    if (!cell.pairs) return [...ends, this.verdict('no', `Nothing allowed (${share})`)];
    const { ports, egress, ingress, pairs } = this.tally(cell);
    const { reasons } = this.cluster;
    return [
      ...ends,
      this.verdict(
        'yes',
        `${share} allowed${cell.open ? `, ${cell.open.toLocaleString('en')} on every port` : ''}`,
      ),
      element('h3', {}, 'Ports'),
      this.top(ports, (index) => this.cluster.portsText(index)),
      element('h3', {}, 'Why senders may send (egress)'),
      this.top(egress, (index) => reasons[index] ?? 'unknown'),
      element('h3', {}, 'Why receivers accept (ingress)'),
      this.top(ingress, (index) => reasons[index] ?? 'unknown'),
      element('h3', {}, 'Pairs'),
      element(
        'ul',
        { class: 'pairs' },
        ...pairs.map(([from, to]) =>
          element(
            'li',
            {},
            nodeLink(this.cluster.nodes[from], !cell.from.node),
            ' → ',
            nodeLink(this.cluster.nodes[to], !cell.to.node),
          ),
        ),
      ),
      cell.pairs > pairs.length
        ? element(
            'p',
            { class: 'hint' },
            `and ${(cell.pairs - pairs.length).toLocaleString('en')} more: open the cell`,
          )
        : null,
    ].filter(Boolean);
  }

  size(item) {
    if (item.node) return nodeFacts(item.node);
    return counted(item.high - item.low, item.group.outside ? 'range' : 'workload');
  }

  /** How often each port set and reason occurs in a cell, and its first pairs. */
  tally(cell) {
    const [ports, egress, ingress] = [new Map(), new Map(), new Map()];
    const pairs = [];
    const count = (map, key, by) => map.set(key, (map.get(key) ?? 0) + by);
    const { reach } = this.cluster;
    for (let from = cell.from.low; from < cell.from.high; from++) {
      reach.runs(from, cell.to.low, cell.to.high, (start, end, set) => {
        count(ports, set, end - start);
        for (let to = start; to < end && pairs.length < 12; to++) pairs.push([from, to]);
      });
      reach.reasons(from, 'egress', cell.to.low, cell.to.high, (reason, times) =>
        count(egress, reason, times),
      );
      reach.reasons(from, 'ingress', cell.to.low, cell.to.high, (reason, times) =>
        count(ingress, reason, times),
      );
    }
    return { ports, egress, ingress, pairs };
  }

  /** The most frequent entries of a count. */
  top(counts, text) {
    const sorted = [...counts].sort(([, one], [, other]) => other - one);
    const rest = sorted.slice(6);
    const list = element(
      'ul',
      { class: 'counts' },
      ...sorted
        .slice(0, 6)
        .map(([key, count]) =>
          element('li', {}, element('b', {}, count.toLocaleString('en')), ' ', text(key)),
        ),
    );
    if (rest.length)
      list.append(element('li', { class: 'hint' }, `and ${counted(rest.length, 'other')}`));
    return list;
  }
}
