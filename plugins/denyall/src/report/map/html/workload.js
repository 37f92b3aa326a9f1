// The page of one workload or external range: whom it reaches, and who reaches it.

class WorkloadPage {
  constructor(cluster) {
    this.cluster = cluster;
    this.main = document.getElementById('workload');
  }

  show(index) {
    const { nodes, reach } = this.cluster;
    const node = nodes[index];
    const reached = [];
    reach.runs(index, 0, nodes.length, (start, end) => {
      for (let to = start; to < end; to++) if (to !== index) reached.push(to);
    });
    const reaching = nodes
      .map((_, from) => from)
      .filter((from) => from !== index && reach.find(from, index));
    const among = node.pods > 1 ? reach.find(index, index) : null;
    this.main.replaceChildren(
      element('h2', {}, node.label, ' ', element('small', {}, this.place(node))),
      element(
        'p',
        { class: 'facts' },
        nodeFacts(node),
        among && `; its pods reach one another on ${this.cluster.portsText(among.ports)}`,
      ),
      element(
        'div',
        { class: 'columns' },
        this.list('Reaches', reached, (other) => reach.find(index, other)),
        this.list('Reached by', reaching, (other) => reach.find(other, index)),
      ),
    );
  }

  /** Where the node is, with ways back to the matrix. */
  place(node) {
    const group = groupKey(node.group);
    const place = document.createDocumentFragment();
    place.append(
      node.outside ? 'outside the cluster' : `namespace ${node.namespace}`,
      ', in the matrix as ',
      element('a', { href: address({ from: group }) }, 'sender'),
      ' or ',
      element('a', { href: address({ to: group }) }, 'receiver'),
    );
    return place;
  }

  /** The other ends, by namespace. A namespace is filled when it is opened. */
  list(title, others, find) {
    const byGroup = Map.groupBy(others, (other) => this.cluster.nodes[other].group);
    const section = element(
      'section',
      {},
      element(
        'h3',
        {},
        title,
        ' ',
        element('span', { class: 'count' }, counted(others.length, 'other')),
      ),
    );
    if (!others.length) section.append(element('p', { class: 'hint' }, 'Nothing.'));
    for (const [group, members] of byGroup) {
      const all = members.length === group.high - group.low && members.length > 1;
      const sets = new Set(members.map((other) => find(other).ports));
      const ports =
        sets.size === 1 ? this.cluster.portsText([...sets][0]) : counted(sets.size, 'port set');
      const summary = element(
        'summary',
        {},
        element('strong', {}, group.name),
        ' ',
        element(
          'span',
          { class: 'count' },
          all ? `all ${members.length}` : `${members.length} of ${group.high - group.low}`,
        ),
        ' ',
        element('span', { class: 'ports' }, ports),
      );
      const fold = element('details', {}, summary);
      const fill = () => {
        if (fold.open && !fold.querySelector('table')) fold.append(this.table(members, find));
      };
      fold.addEventListener('toggle', fill);
      if (byGroup.size <= 12 && members.length <= 30) {
        fold.open = true;
        fill();
      }
      section.append(fold);
    }
    return section;
  }

  table(members, find) {
    const { nodes, reasons } = this.cluster;
    const rows = members.map((other) => {
      const found = find(other);
      const why = element(
        'td',
        { class: 'why' },
        element('div', {}, 'egress: ', reasons[found.egress] ?? 'unknown'),
        element('div', {}, 'ingress: ', reasons[found.ingress] ?? 'unknown'),
      );
      return element(
        'tr',
        {},
        element('th', { scope: 'row' }, nodeLink(nodes[other])),
        element('td', { class: 'ports' }, this.cluster.portsText(found.ports)),
        why,
      );
    });
    const head = element(
      'tr',
      {},
      ...['Workload', 'Ports', 'Why'].map((text) => element('th', { scope: 'col' }, text)),
    );
    return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
  }
}
