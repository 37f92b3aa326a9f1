'use strict';

// What the page knows: the nodes, their groups, and for each pair the ports and the reasons.

/** Text of one of the page's data blocks. */
const block = (id) => document.getElementById(id).textContent;

/** Bytes of a data block that is base64 of a zlib stream. */
async function inflated(id) {
  const bytes = Uint8Array.from(atob(block(id)), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The matrix, in the layers that html/rows.rs writes. */
class Reach {
  constructor(bytes, nodes) {
    let at = 0;
    const number = () => {
      let value = 0;
      for (let shift = 1; ; shift *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * shift;
        if (byte < 128) return value;
      }
    };
    const reasons = () => {
      const runs = number();
      const layer = { end: new Uint32Array(runs), reason: new Uint32Array(runs) };
      for (let run = 0, end = 0; run < runs; run++) {
        layer.end[run] = end += number();
        layer.reason[run] = number();
      }
      return layer;
    };
    /** For each sender: runs [start, end) of columns, and how many connections precede a run. */
    this.rows = Array.from({ length: nodes }, () => {
      const runs = number();
      const row = {
        start: new Uint32Array(runs),
        end: new Uint32Array(runs),
        ports: new Uint32Array(runs),
        before: new Uint32Array(runs),
      };
      for (let run = 0, column = 0, before = 0; run < runs; run++) {
        row.start[run] = column += number();
        row.end[run] = column += number();
        row.ports[run] = number();
        row.before[run] = before;
        before += row.end[run] - row.start[run];
      }
      row.egress = reasons();
      row.ingress = reasons();
      return row;
    });
  }

  /** Index of the first run that ends after a value. */
  static after(ends, value) {
    let low = 0,
      high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The connection from one node to another, as indices; null if there is none. */
  find(from, to) {
    const row = this.rows[from];
    const run = Reach.after(row.end, to);
    if (run === row.end.length || row.start[run] > to) return null;
    const nth = row.before[run] + to - row.start[run];
    const reason = (layer) => layer.reason[Reach.after(layer.end, nth)];
    return { ports: row.ports[run], egress: reason(row.egress), ingress: reason(row.ingress) };
  }

  /** Visits the runs of a sender within [low, high) as (start, end, ports). */
  runs(from, low, high, visit) {
    const row = this.rows[from];
    for (
      let run = Reach.after(row.end, low);
      run < row.end.length && row.start[run] < high;
      run++
    ) {
      visit(Math.max(row.start[run], low), Math.min(row.end[run], high), row.ports[run]);
    }
  }

  /** Visits the reasons of a sender's connections within [low, high) as (reason, connections). */
  reasons(from, direction, low, high, visit) {
    const row = this.rows[from];
    const layer = row[direction];
    for (
      let run = Reach.after(row.end, low);
      run < row.end.length && row.start[run] < high;
      run++
    ) {
      let nth = row.before[run] + Math.max(row.start[run], low) - row.start[run];
      const stop = row.before[run] + Math.min(row.end[run], high) - row.start[run];
      for (let part = Reach.after(layer.end, nth); nth < stop; part++) {
        const end = Math.min(layer.end[part], stop);
        visit(layer.reason[part], end - nth);
        nth = end;
      }
    }
  }
}

/** Everything that was mapped. */
class Cluster {
  constructor(facts, reasons, rows) {
    Object.assign(this, facts);
    this.reasons = reasons;
    this.reach = new Reach(rows, facts.nodes.length);
    /** Consecutive nodes of one namespace, or all external ranges: {name, outside, low, high}. */
    this.groups = [];
    facts.nodes.forEach((node, index) => {
      node.outside = !node.namespace;
      node.label = node.outside ? node.name : `${node.kind}/${node.name}`;
      node.key = node.outside
        ? `external/${node.cidrs?.[0] ?? node.name}`
        : `${node.namespace}/${node.label}`;
      const last = this.groups.at(-1);
      if (last && last.outside === node.outside && last.namespace === node.namespace) {
        last.high = index + 1;
      } else {
        const name = node.outside ? 'outside the cluster' : node.namespace;
        this.groups.push({
          name,
          namespace: node.namespace,
          outside: node.outside,
          low: index,
          high: index + 1,
        });
      }
      node.group = this.groups.at(-1);
    });
    this.nameNodes();
    this.byKey = new Map(facts.nodes.map((node, index) => [node.key, index]));
  }

  /** Gives nodes a short name: without the kind, unless another node of the namespace has it. */
  nameNodes() {
    for (const group of this.groups) {
      const members = this.nodes.slice(group.low, group.high);
      const seen = new Map();
      for (const { name } of members) seen.set(name, (seen.get(name) ?? 0) + 1);
      for (const node of members) node.short = seen.get(node.name) > 1 ? node.label : node.name;
    }
  }

  static async read() {
    const [reasons, rows] = await Promise.all([inflated('reasons'), inflated('rows')]);
    return new Cluster(
      JSON.parse(block('facts')),
      JSON.parse(new TextDecoder().decode(reasons)),
      rows,
    );
  }

  portsText(index) {
    const ports = this.ports[index];
    if (!ports) return 'unknown';
    return ports.all ? 'every protocol and port' : ports.ranges.join(', ');
  }
}
