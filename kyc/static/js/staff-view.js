/** One picture in its frame: its size, rotation, position and contrast; staff-viewer.css draws it. */

const LARGEST = 12;
const GROW = 1.5;
const CONTRASTS = 3; // as in staff-viewer.css, besides the original picture
const AS_TAKEN = { zoom: 1, x: 0, y: 0, turn: 0, contrast: 0 };

const within = (value, most) => Math.min(Math.max(value, -most), most);

/** `x` and `y` are how far the picture was moved, in shares of the frame; `at` is a point there, from its middle. */
export class View {
  constructor(frame) {
    this.frame = frame;
    this.reset();
  }

  get name() {
    return this.frame.dataset.view;
  }

  reset() {
    Object.assign(this, AS_TAKEN);
  }

  /** The point at `at` stays there, or moves `to` another place. */
  grow(factor, at = [0, 0], to = at) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), LARGEST);
    const share = zoom / this.zoom;
    this.zoom = zoom;
    this.place(to[0] - (at[0] - this.x) * share, to[1] - (at[1] - this.y) * share);
  }

  move(x, y) {
    this.place(this.x + x, this.y + y);
  }

  /** No further than the picture's edge. */
  place(x, y) {
    const most = (this.zoom - 1) / 2;
    [this.x, this.y] = [within(x, most), within(y, most)];
  }

  draw() {
    const { frame, zoom, x, y, turn, contrast } = this;
    const drawn = { "--zoom": zoom, "--x": x, "--y": y, "--turn": `${turn}deg` };
    for (const [name, value] of Object.entries(drawn)) frame.style.setProperty(name, value);
    frame.classList.toggle("near", zoom > 1);
    frame.classList.toggle("sideways", turn % 180 !== 0);
    frame.dataset.contrast = contrast;
  }

  get words() {
    const turned = ((this.turn % 360) + 360) % 360;
    const parts = [`${Math.round(this.zoom * 100)} %`, turned && `turned ${turned}°`];
    return [...parts, this.contrast && `contrast ${this.contrast} of ${CONTRASTS}`].filter(Boolean).join(", ");
  }
}

/** What the tools do to a picture, by the name on the button (`data-deed`). */
export const DEEDS = {
  larger: (view) => view.grow(GROW),
  smaller: (view) => view.grow(1 / GROW),
  left: (view) => { view.turn -= 90; },
  right: (view) => { view.turn += 90; },
  contrast: (view) => { view.contrast = (view.contrast + 1) % (CONTRASTS + 1); },
  reset: (view) => view.reset(),
};
