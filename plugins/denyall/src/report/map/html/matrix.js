// The matrix on the screen: sizes of its cells, the mouse and the keyboard.

/** Widths and heights to choose from, in pixels. */
const SIZES = [
  [3, 3],
  [6, 6],
  [10, 10],
  [16, 16],
  [22, 22],
  [34, 28],
  [56, 34],
  [96, 40],
  [150, 44],
  [240, 48],
];
/** From this width on, the headers of columns are written across. */
const WIDE = 84;
/** Browsers draw larger canvases slowly or not at all. */
const LARGEST_CANVAS = 4000;

class Matrix extends Painter {
  /** `handlers`: hover(cell or null), choose(cell), chooseSide('from' or 'to', item), back(). */
  constructor(cluster, handlers) {
    super();
    this.cluster = cluster;
    this.handlers = handlers;
    this.scroll = document.getElementById('scroll');
    this.sheet = document.getElementById('sheet');
    this.canvas = document.getElementById('canvas');
    this.context = this.canvas.getContext('2d');
    this.zoom = null;
    this.point = null;
    const redraw = () => this.draw();
    this.scroll.addEventListener('scroll', redraw, { passive: true });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    new ResizeObserver(() => this.layOut()).observe(document.getElementById('matrix'));
    this.scroll.addEventListener('mousemove', (event) => this.move(this.hit(event)));
    this.scroll.addEventListener('mouseleave', () => this.move(null));
    this.scroll.addEventListener('click', (event) => this.click(this.hit(event)));
    this.scroll.addEventListener('keydown', (event) => this.key(event));
    this.scroll.addEventListener('focus', redraw);
    this.scroll.addEventListener('blur', redraw);
    addEventListener('beforeprint', () => this.layOut(true));
    addEventListener('afterprint', () => this.layOut());
  }

  show(axes, full, pinned) {
    this.axes = axes;
    this.full = full;
    this.pinned = pinned;
    this.point = null;
    this.scroll.scrollTo(0, 0);
    this.layOut();
  }

  resize(step) {
    const smaller = SIZES.filter(([width]) => width < this.width).length;
    this.zoom = Math.max(0, Math.min(SIZES.length - 1, smaller + step));
    this.layOut();
  }

  /** Decides the sizes of cells and headers, and draws. On paper nothing scrolls. */
  layOut(paper = false) {
    if (!this.axes || !this.scroll.clientWidth) return;
    this.paper = paper;
    this.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    this.context.font = this.font;
    const room = document.getElementById('matrix').clientWidth - 4;
    this.sizeCells(room);
    const { rows, columns } = this.axes;
    const width = this.left + columns.length * this.width + 1;
    const height = this.top + rows.length * this.height + 1;
    const tallest = paper ? LARGEST_CANVAS : Math.max(260, innerHeight * 0.72);
    this.sheet.style.width = `${width}px`;
    this.sheet.style.height = `${height}px`;
    this.scroll.style.maxHeight = paper ? 'none' : `${tallest}px`;
    const widest = paper ? LARGEST_CANVAS : this.scroll.clientWidth;
    this.sizeCanvas(Math.min(width, widest), Math.min(height, tallest));
    this.draw(true);
  }

  /** Large cells where few are shown, with their texts; the size that was chosen, if one was. */
  sizeCells(room) {
    const { rows, columns } = this.axes;
    this.left = Math.min(this.longest(rows) + 34, Math.max(120, room * 0.3), 320);
    const fit = Math.floor((room - this.left) / Math.max(1, columns.length));
    const fitHeight = Math.floor((innerHeight * 0.62) / Math.max(1, rows.length));
    const within = (low, value, high) => Math.max(low, Math.min(value, high));
    if (this.zoom !== null) {
      [this.width, this.height] = SIZES[this.zoom];
    } else if (fit >= WIDE) {
      [this.width, this.height] = [Math.min(fit, 150), within(16, fitHeight, 44)];
    } else {
      this.width = within(16, fit, 56);
      this.height = within(16, fitHeight, Math.min(34, this.width));
    }
    this.upright = this.width < WIDE;
    this.top = this.upright ? Math.min(this.longest(columns) + 34, 210) : 44;
    if (this.height < READABLE) [this.left, this.top] = [120, 40];
  }

  /** The width of the longest header, in pixels. Measuring takes time: 2,000 are enough. */
  longest(items) {
    const widths = items
      .slice(0, 2000)
      .map((item) => this.context.measureText(headerLabel(item, this.full)).width);
    return Math.ceil(Math.max(60, ...widths));
  }

  sizeCanvas(width, height) {
    const scale = devicePixelRatio || 1;
    this.size = { width, height };
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
  }

  /** Draws before the next frame, once, however often it is asked to. */
  draw(now = false) {
    if (now) return this.paint();
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.paint();
    });
  }

  /** What is under the mouse: {row, column}, with one of them missing on a header. */
  hit(event) {
    const box = this.scroll.getBoundingClientRect();
    const [x, y] = [
      event.clientX - box.left - this.scroll.clientLeft,
      event.clientY - box.top - this.scroll.clientTop,
    ];
    const index = (position, head, offset, cell, count) => {
      if (position < head) return undefined;
      const found = Math.floor((position - head + offset) / cell);
      return found < count ? found : undefined;
    };
    const row = index(y, this.top, this.scroll.scrollTop, this.height, this.axes.rows.length);
    const column = index(
      x,
      this.left,
      this.scroll.scrollLeft,
      this.width,
      this.axes.columns.length,
    );
    const inside = (row !== undefined || y < this.top) && (column !== undefined || x < this.left);
    return inside && (row !== undefined || column !== undefined) ? { row, column } : null;
  }

  move(point) {
    if (point?.row === this.point?.row && point?.column === this.point?.column) return;
    this.point = point;
    this.scroll.style.cursor = point ? 'pointer' : 'default';
    this.handlers.hover(this.cellAt(point));
    this.draw();
  }

  click(point) {
    if (!point) return;
    if (point.column === undefined)
      return this.handlers.chooseSide('from', this.axes.rows[point.row]);
    if (point.row === undefined)
      return this.handlers.chooseSide('to', this.axes.columns[point.column]);
    this.handlers.choose(this.cellAt(point), point);
  }

  cellAt(point) {
    return point && point.row !== undefined && point.column !== undefined
      ? this.axes.cell(point.row, point.column)
      : null;
  }

  key(event) {
    const steps = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      PageUp: [-10, 0],
      PageDown: [10, 0],
      Home: [0, -1e9],
      End: [0, 1e9],
    };
    const step = steps[event.key];
    if (event.key === 'Enter' && this.cellAt(this.point)) this.click(this.point);
    else if (event.key === 'Escape') this.handlers.back();
    else if (step && this.axes.rows.length && this.axes.columns.length) {
      const within = (value, count) => Math.max(0, Math.min(count - 1, value));
      const [row, column] = [this.point?.row ?? -step[0], this.point?.column ?? -step[1]];
      const point = {
        row: within(row + step[0], this.axes.rows.length),
        column: within(column + step[1], this.axes.columns.length),
      };
      this.reveal(point);
      this.move(point);
    } else return;
    event.preventDefault();
  }

  /** Scrolls a cell out from under the headers and into view. */
  reveal({ row, column }) {
    const scrolled = (offset, start, cell, visible) =>
      Math.max(Math.min(offset, start), start + cell - visible);
    this.scroll.scrollTop = scrolled(
      this.scroll.scrollTop,
      row * this.height,
      this.height,
      this.size.height - this.top,
    );
    this.scroll.scrollLeft = scrolled(
      this.scroll.scrollLeft,
      column * this.width,
      this.width,
      this.size.width - this.left,
    );
  }
}
