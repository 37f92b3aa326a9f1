// What the matrix shows: which items stand on its sides, and what its cells hold. The address bar
// holds the state, so that every view can be linked to.

const EVERY_WORKLOAD = '*';
const OUTSIDE = '@outside';

/** The name of a group in the address bar and in the selects. */
const groupKey = (group) => (group.outside ? OUTSIDE : group.namespace);

/** The view that the address bar asks for. */
function readState() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const get = (name) => parameters.get(name) ?? '';
  return {
    from: get('from'),
    to: get('to'),
    find: get('find'),
    workload: get('workload'),
    sender: get('sender'),
    receiver: get('receiver'),
  };
}

/** An address for a view; what is empty is left out. */
function address(state) {
  const parts = Object.entries(state).filter(([, value]) => value);
  return '#' + new URLSearchParams(parts);
}

/** Items of a side: groups, every node, or the nodes of one group. What is outside comes first. */
function sideItems(cluster, key) {
  const members = (group) =>
    Array.from({ length: group.high - group.low }, (_, offset) => {
      const index = group.low + offset;
      return { low: index, high: index + 1, node: cluster.nodes[index], group };
    });
  const groups = [...cluster.groups].sort((one, other) => other.outside - one.outside);
  if (key === '') return groups.map((group) => ({ low: group.low, high: group.high, group }));
  if (key === EVERY_WORKLOAD) return groups.flatMap(members);
  return groups.filter((group) => groupKey(group) === key).flatMap(members);
}

/** Whether a node has the words that were searched for, which are in lower case. */
function nodeMatches(node, words) {
  node.text ??= [node.namespace, node.label, ...(node.cidrs ?? [])].join(' ').toLowerCase();
  return words.every((word) => node.text.includes(word));
}

/** Rows, columns and, computed when first drawn, the cells between them. */
class Axes {
  constructor(cluster, state) {
    this.cluster = cluster;
    this.setItems(sideItems(cluster, state.from), sideItems(cluster, state.to));
    const words = state.find.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) this.narrow(words);
  }

  setItems(rows, columns) {
    this.rows = rows;
    this.columns = columns;
    this.columnOf = new Int32Array(this.cluster.nodes.length).fill(-1);
    columns.forEach((item, column) => this.columnOf.fill(column, item.low, item.high));
    this.cells = new Map();
  }

  /** Keeps what matches, and what is connected with it. */
  narrow(words) {
    const matches = (item) => {
      item.match = false;
      for (let index = item.low; index < item.high && !item.match; index++) {
        item.match = nodeMatches(this.cluster.nodes[index], words);
      }
      return item.match;
    };
    const matchingColumns = this.columns.map(matches);
    const keptColumns = matchingColumns.slice();
    const keptRows = this.rows.filter((item, row) => {
      const { pairs } = this.row(row);
      let kept = matches(item);
      pairs.forEach((count, column) => {
        if (!count) return;
        if (item.match) keptColumns[column] = true;
        kept ||= matchingColumns[column];
      });
      return kept;
    });
    this.setItems(
      keptRows,
      this.columns.filter((_, column) => keptColumns[column]),
    );
  }

  /** For each column of a row: pairs that are connected, and those of them on every port. */
  row(index) {
    let cells = this.cells.get(index);
    if (cells) return cells;
    cells = {
      pairs: new Uint32Array(this.columns.length),
      open: new Uint32Array(this.columns.length),
    };
    const { reach, ports, nodes } = this.cluster;
    const item = this.rows[index];
    for (let from = item.low; from < item.high; from++) {
      reach.runs(from, 0, nodes.length, (start, end, set) => {
        const all = ports[set]?.all;
        while (start < end) {
          const column = this.columnOf[start];
          const stop = column < 0 ? start + 1 : Math.min(end, this.columns[column].high);
          if (column >= 0) {
            cells.pairs[column] += stop - start;
            if (all) cells.open[column] += stop - start;
          }
          start = stop;
        }
      });
    }
    this.cells.set(index, cells);
    return cells;
  }

  /** What a cell holds. `outside` marks pairs of external ranges, which no policy decides. */
  cell(row, column) {
    const [from, to] = [this.rows[row], this.columns[column]];
    const cells = this.row(row);
    const total = (from.high - from.low) * (to.high - to.low);
    const outside = from.group.outside && to.group.outside;
    return { from, to, total, outside, pairs: cells.pairs[column], open: cells.open[column] };
  }
}

/** What stands on a header; where namespaces are mixed, a node's stands before its name. */
function headerLabel(item, full) {
  if (!item.node) return item.group.name;
  return full && !item.node.outside ? `${item.node.namespace}/${item.node.short}` : item.node.short;
}

/** What an item is called; a node outside its opened namespace is called in full. */
function itemLabel(item, full) {
  if (!item.node) return item.group.name;
  return full && !item.node.outside ? `${item.node.namespace}/${item.node.label}` : item.node.label;
}
