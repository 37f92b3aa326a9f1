// Puts the parts together: what stands above the matrix, the search, and the way between views.

const byId = (id) => document.getElementById(id);

class Page {
  constructor(cluster) {
    this.cluster = cluster;
    this.details = new Details(cluster);
    this.workload = new WorkloadPage(cluster);
    this.matrix = new Matrix(cluster, {
      // The last cell stays, so that its links can be reached.
      hover: (cell) => {
        if (cell && !this.pinned) this.details.show(cell);
      },
      choose: (cell) => this.choose(cell),
      chooseSide: (side, item) => this.chooseSide(side, item),
      back: () => this.back(),
    });
    this.showHeader();
    this.fillSelects();
    this.listen();
    this.render();
  }

  showHeader() {
    const { cluster } = this;
    const { enforcement, evidence, gaps, notes, nodes, groups, profile } = cluster;
    const words = {
      proven: ['✓', 'Enforced'],
      absent: ['⚠', 'Every connection is possible, whatever is shown below'],
      unknown: ['⚠', 'Take nothing for blocked'],
    };
    const [mark, text] = words[enforcement];
    byId('enforcement').className = enforcement;
    byId('enforcement').append(
      element('b', { 'aria-hidden': 'true' }, mark),
      element('strong', {}, ` ${text}:`),
      ` ${evidence}`,
    );
    const workloads = nodes.filter((node) => !node.outside).length;
    const namespaces = groups.filter((group) => !group.outside).length;
    const isolated = (direction) => nodes.filter((node) => node[direction] && !node.outside).length;
    byId('summary').textContent = [
      counted(workloads, 'workload'),
      counted(namespaces, 'namespace'),
      `${isolated('ingress')} isolated for ingress, ${isolated('egress')} for egress`,
      `profile ${profile}`,
    ].join(' · ');
    this.showRemarks(gaps, notes);
  }

  showRemarks(gaps, notes) {
    const remarks = byId('remarks');
    remarks.hidden = !gaps.length && !notes.length;
    remarks.classList.toggle('gaps', gaps.length > 0);
    const parts = [
      gaps.length ? `⚠ Incomplete: ${counted(gaps.length, 'gap')}` : '',
      notes.length ? counted(notes.length, 'note') : '',
    ];
    remarks.querySelector('summary').textContent = parts.filter(Boolean).join(' · ');
    const list = (title, texts) =>
      texts.length
        ? [
            element('h3', {}, title),
            element('ul', {}, ...texts.map((text) => element('li', {}, text))),
          ]
        : [];
    remarks
      .querySelector('div')
      .append(
        ...list('Could not be read, and could change this map', gaps),
        ...list('Notes', notes),
      );
  }

  fillSelects() {
    for (const side of ['from', 'to']) {
      const option = (value, text) => element('option', { value }, text);
      const groups = this.cluster.groups.map((group) => option(groupKey(group), group.name));
      byId(side).append(
        option('', 'all namespaces'),
        option(EVERY_WORKLOAD, 'all workloads'),
        ...groups,
      );
      byId(side).addEventListener('change', () => this.go({ [side]: byId(side).value }));
    }
  }

  listen() {
    addEventListener('hashchange', () => this.render());
    const search = byId('search');
    search.addEventListener('input', () => {
      history.replaceState(
        null,
        '',
        address({ ...this.state, find: search.value, workload: '', sender: '', receiver: '' }),
      );
      this.render();
      this.showFound();
    });
    search.addEventListener('focus', () => this.showFound());
    byId('finder').addEventListener('focusout', (event) => {
      if (!byId('finder').contains(event.relatedTarget)) byId('found').hidden = true;
    });
    byId('finder').addEventListener('keydown', (event) => this.finderKey(event));
    byId('found').addEventListener('click', () => {
      byId('found').hidden = true;
    });
    addEventListener('keydown', (event) => {
      if (event.key === '/' && !event.target.closest('input, select')) {
        event.preventDefault();
        search.focus();
        search.select();
      } else if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        !event.target.closest('#finder')
      )
        this.back();
    });
    // What is incomplete must be on paper too.
    addEventListener('beforeprint', () => {
      byId('remarks').open = true;
    });
    byId('smaller').addEventListener('click', () => this.matrix.resize(-1));
    byId('larger').addEventListener('click', () => this.matrix.resize(1));
  }

  /** Shows what the address bar asks for. */
  render() {
    const state = (this.state = readState());
    const { cluster } = this;
    const index = cluster.byKey.get(state.workload);
    byId('workload').hidden = index === undefined;
    byId('map').hidden = index !== undefined;
    byId('found').hidden = true;
    byId('zoom').hidden = index !== undefined;
    byId('from').value = state.from;
    byId('to').value = state.to;
    if (document.activeElement !== byId('search')) byId('search').value = state.find;
    if (index !== undefined) return this.workload.show(index);
    const axes = new Axes(cluster, state);
    const empty = !axes.rows.length || !axes.columns.length;
    byId('empty').hidden = !empty;
    byId('scroll').hidden = empty;
    const position = (items, key) => items.findIndex((item) => item.node?.key === key);
    const point = {
      row: position(axes.rows, state.sender),
      column: position(axes.columns, state.receiver),
    };
    this.pinned = point.row >= 0 && point.column >= 0 ? axes.cell(point.row, point.column) : null;
    this.matrix.show(
      axes,
      state.from === EVERY_WORKLOAD || state.to === EVERY_WORKLOAD,
      this.pinned && point,
    );
    this.details.show(this.pinned, this.pinned, () => this.back());
    byId('scroll').setAttribute(
      'aria-label',
      `Matrix of ${counted(axes.rows.length, 'sender')} by ${counted(axes.columns.length, 'receiver')}`,
    );
    this.showTable(axes);
  }

  /** A table for those who do not see the canvas, where the matrix is small enough to be read out. */
  showTable(axes) {
    byId('table').replaceChildren();
    if (axes.rows.length * axes.columns.length > 600) return;
    const head = (scope, item) => element('th', { scope }, itemLabel(item, true));
    const text = ({ outside, pairs, total }) =>
      outside ? 'not decided by policies' : `${pairs} of ${total} pairs allowed`;
    const rows = axes.rows.map((item, row) =>
      element(
        'tr',
        {},
        head('row', item),
        ...axes.columns.map((_, column) => element('td', {}, text(axes.cell(row, column)))),
      ),
    );
    const columns = element(
      'tr',
      {},
      element('th', { scope: 'col' }, 'from, to'),
      ...axes.columns.map((item) => head('col', item)),
    );
    byId('table').append(
      element(
        'table',
        {},
        element('caption', {}, 'Who may connect to whom'),
        element('thead', {}, columns),
        element('tbody', {}, ...rows),
      ),
    );
  }

  go(change) {
    location.hash = address({ ...this.state, workload: '', sender: '', receiver: '', ...change });
  }

  /** Opens a cell of namespaces, or pins the details of two workloads. */
  choose(cell) {
    if (cell.from.node && cell.to.node)
      this.go({ sender: cell.from.node.key, receiver: cell.to.node.key });
    else this.go({ from: groupKey(cell.from.group), to: groupKey(cell.to.group), find: '' });
  }

  chooseSide(side, item) {
    if (item.node) this.go({ workload: item.node.key });
    else this.go({ [side]: groupKey(item.group) });
  }

  /** One step back: unpins, leaves a workload, then shows all namespaces. */
  back() {
    const { state } = this;
    if (state.workload || state.sender) this.go({});
    else if (state.from || state.to || state.find) location.hash = '#';
  }

  /** The namespaces and workloads that match the search, as links. */
  showFound() {
    const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const list = byId('found');
    list.hidden = !words.length;
    if (!words.length) return;
    const { groups, nodes } = this.cluster;
    const limit = 12;
    const foundGroups = groups
      .filter((group) => words.every((word) => group.name.toLowerCase().includes(word)))
      .slice(0, limit);
    const foundNodes = nodes.filter((node) => nodeMatches(node, words));
    const item = (link, kind) => element('li', {}, link, element('small', {}, kind));
    const groupLink = (group) =>
      element('a', { href: address({ from: groupKey(group) }) }, group.name);
    list.replaceChildren(
      ...foundGroups.map((group) => item(groupLink(group), group.outside ? '' : 'namespace')),
      ...foundNodes
        .slice(0, limit)
        .map((node) => item(nodeLink(node, true), node.outside ? 'external' : 'workload')),
    );
    if (foundNodes.length > limit)
      list.append(
        element('li', { class: 'hint' }, `and ${counted(foundNodes.length - limit, 'other')}`),
      );
    if (!foundNodes.length && !foundGroups.length)
      list.append(element('li', { class: 'hint' }, 'Nothing matches.'));
  }

  finderKey(event) {
    const links = [...byId('found').querySelectorAll('a')];
    const now = links.indexOf(document.activeElement);
    if (event.key === 'ArrowDown') links[Math.min(now + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (links[now - 1] ?? byId('search')).focus();
    else if (event.key === 'Enter' && now < 0 && links.length) links[0].click();
    else if (event.key === 'Escape') {
      byId('found').hidden = true;
      byId('search').blur();
    } else return;
    event.preventDefault();
  }
}

Cluster.read()
  .then((cluster) => new Page(cluster))
  .catch((error) => {
    const text = `The map could not be shown: ${error.message}. A current browser is needed.`;
    document.body.prepend(element('p', { class: 'message' }, text));
    throw error;
  });
