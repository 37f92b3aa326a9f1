// Draws the matrix on a canvas that stays in view while a sheet of the matrix's size scrolls under
// it: only visible cells are drawn, so 1,000 by 1,000 cost no more than fit on the screen.

/** Cells smaller than this have no frame, and their headers no text. */
const READABLE = 10;

/** Paints; class Matrix says what and how large. */
class Painter {
  paint() {
    if (!this.axes) return;
    this.canvas.classList.toggle('light', this.paper);
    const style = getComputedStyle(this.canvas);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.colours = Object.fromEntries(
      ['paper', 'text', 'muted', 'line', 'open', 'limited', 'strong', 'accent', 'band', 'flip'].map(
        (name) => [name, colour(name)],
      ),
    );
    const { context, colours, left, top, width, height, size } = this;
    const { rows, columns } = this.axes;
    const [x, y] = this.paper ? [0, 0] : [this.scroll.scrollLeft, this.scroll.scrollTop];
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, size.width, size.height);
    const range = (offset, cell, head, length, count) => [
      Math.max(0, Math.floor(offset / cell)),
      Math.min(count, Math.ceil((offset + length - head) / cell)),
    ];
    const [firstRow, lastRow] = range(y, height, top, size.height, rows.length);
    const [firstColumn, lastColumn] = range(x, width, left, size.width, columns.length);
    this.clip(left, top, size.width - left, size.height - top, () => {
      for (let row = firstRow; row < lastRow; row++) {
        for (let column = firstColumn; column < lastColumn; column++) {
          this.paintCell(row, column, left + column * width - x, top + row * height - y);
        }
      }
      this.paintGroups(x, y, [firstRow, lastRow], [firstColumn, lastColumn]);
      this.paintRing(this.pinned, x, y, colours.text);
      this.paintRing(this.point, x, y, colours.accent);
    });
    this.clip(0, top, left, size.height - top, () => {
      for (let row = firstRow; row < lastRow; row++)
        this.paintRowHeader(row, top + row * height - y);
    });
    this.clip(left, 0, size.width - left, top, () => {
      for (let column = firstColumn; column < lastColumn; column++)
        this.paintColumnHeader(column, left + column * width - x);
    });
    context.fillStyle = colours.muted;
    context.font = this.font;
    context.textAlign = 'right';
    context.textBaseline = 'alphabetic';
    context.fillText('from ↓  to →', left - 10, top - 8);
    context.fillStyle = colours.line;
    context.fillRect(left - 1, 0, 1, size.height);
    context.fillRect(0, top - 1, size.width, 1);
  }

  clip(x, y, width, height, paint) {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    paint();
    context.restore();
  }

  paintCell(row, column, x, y) {
    const { context, colours, width, height } = this;
    const cell = this.axes.cell(row, column);
    const gap = height >= READABLE ? 1 : 0;
    if (height >= READABLE) {
      context.fillStyle = colours.band;
      context.fillRect(x, y, width - gap, height - gap);
    }
    if (cell.outside) return this.paintDash(x, y);
    if (!cell.pairs) return;
    const share = cell.pairs / cell.total;
    context.globalAlpha = 0.22 + 0.78 * share;
    context.fillStyle = cell.open ? colours.open : colours.limited;
    if (cell.open || height < READABLE) {
      context.fillRect(x, y, width - gap, height - gap);
    } else {
      const inset = Math.max(1.5, height * 0.12);
      context.beginPath();
      context.roundRect(
        x + inset,
        y + inset,
        width - gap - 2 * inset,
        height - gap - 2 * inset,
        height * 0.22,
      );
      context.fill();
    }
    context.globalAlpha = 1;
    this.paintCount(cell, share, x, y);
  }

  paintDash(x, y) {
    const { context, colours, width, height } = this;
    if (height < READABLE) return;
    context.fillStyle = colours.line;
    context.fillRect(x + width / 2 - 4, y + height / 2 - 1, 7, 1);
  }

  /** The number of pairs, or the ports of a single pair, where they fit. */
  paintCount(cell, share, x, y) {
    const { context, colours, width, height } = this;
    if (width < 22 || height < 16) return;
    context.font = this.font;
    const single = cell.from.node && cell.to.node;
    const texts = single
      ? this.portTexts(cell)
      : [`${cell.pairs} of ${cell.total}`, `${cell.pairs}/${cell.total}`, `${cell.pairs}`];
    const text = texts.find(
      (candidate) => context.measureText(candidate).width < width - (cell.open ? 6 : 14),
    );
    if (!text) return;
    context.fillStyle = share > Number(colours.flip) ? colours.strong : colours.text;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(text, x + (width - 1) / 2, y + height / 2);
  }

  portTexts(cell) {
    const found = this.cluster.reach.find(cell.from.low, cell.to.low);
    const ports = this.cluster.ports[found.ports];
    if (!ports) return [];
    if (ports.all) return ['every port', 'all'];
    const [first, ...rest] = ports.ranges;
    if (!first) return [];
    const short = rest.length ? `${first} +${rest.length}` : first;
    return [ports.ranges.join(', '), short, short.replace(/^\w+ /, ''), '…'];
  }

  /** Lines between namespaces, where a side is made of workloads. */
  paintGroups(x, y, [firstRow, lastRow], [firstColumn, lastColumn]) {
    const { context, colours, left, top, width, height, size } = this;
    const { rows, columns } = this.axes;
    const starts = (items, index) =>
      index > 0 && items[index].node && items[index].group !== items[index - 1].group;
    context.fillStyle = height < READABLE ? colours.line : colours.muted;
    for (let row = firstRow; row < lastRow; row++)
      if (starts(rows, row)) context.fillRect(left, top + row * height - y - 1, size.width, 1);
    for (let column = firstColumn; column < lastColumn; column++)
      if (starts(columns, column))
        context.fillRect(left + column * width - x - 1, top, 1, size.height);
  }

  paintRing(point, x, y, colour) {
    if (!point || point.row === undefined || point.column === undefined) return;
    const { context, left, top, width, height } = this;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(
      left + point.column * width - x,
      top + point.row * height - y,
      width - 1,
      height - 1,
    );
  }

  paintRowHeader(row, y) {
    const { context, colours, left, height } = this;
    const item = this.axes.rows[row];
    const current = this.point?.row === row;
    if (current) {
      context.fillStyle = colours.band;
      context.fillRect(0, y, left, height - 1);
    }
    if (height < READABLE) return;
    this.paintShare(left - 14, y + height / 2, item, 'egress');
    context.font = this.font;
    context.fillStyle = current || item.match ? colours.accent : colours.text;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(this.fitted(headerLabel(item, this.full), left - 34), 8, y + height / 2);
  }

  paintColumnHeader(column, x) {
    const { context, colours, top, width } = this;
    const item = this.axes.columns[column];
    const current = this.point?.column === column;
    if (current) {
      context.fillStyle = colours.band;
      context.fillRect(x, 0, width - 1, top);
    }
    if (width < READABLE) return;
    this.paintShare(x + width / 2, top - 14, item, 'ingress');
    context.font = this.font;
    context.fillStyle = current || item.match ? colours.accent : colours.text;
    context.textBaseline = 'middle';
    const label = headerLabel(item, this.full);
    if (!this.upright) {
      context.textAlign = 'center';
      context.fillText(this.fitted(label, width - 8), x + width / 2, top - 31);
      return;
    }
    context.save();
    context.translate(x + width / 2, top - 24);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'left';
    context.fillText(this.fitted(label, top - 30), 0, 0);
    context.restore();
  }

  /** A ring that is filled by the share of the item's workloads that are isolated. */
  paintShare(x, y, item, direction) {
    if (item.group.outside) return;
    const { context, colours } = this;
    let isolated = 0;
    for (let index = item.low; index < item.high; index++)
      isolated += this.cluster.nodes[index][direction] ? 1 : 0;
    const share = isolated / (item.high - item.low);
    context.strokeStyle = context.fillStyle = colours.muted;
    context.lineWidth = 1.2;
    context.beginPath();
    context.arc(x, y, 4.4, 0, 2 * Math.PI);
    context.stroke();
    if (!share) return;
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, 4.4, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
    context.fill();
  }

  /** A text, shortened in the middle so that it fits: the ends of names tell them apart. */
  fitted(text, room) {
    const { context } = this;
    if (context.measureText(text).width <= room) return text;
    let kept = text.length - 1;
    const shortened = () =>
      `${text.slice(0, Math.ceil(kept * 0.45))}…${text.slice(text.length - Math.floor(kept * 0.55))}`;
    while (kept > 2 && context.measureText(shortened()).width > room) kept--;
    return shortened();
  }
}
