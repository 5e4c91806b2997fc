/** Input on a picture: mouse, touch, wheel and keys; each is turned into a change of its view. */

const STEP = 0.1; // of the frame, for one arrow key
const CLICK_PX = 4; // a pointer that moved less than this did not drag
const CLOSER = 2;
const ARROWS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
const KEYS = { "+": "larger", "=": "larger", "-": "smaller", "[": "left", "]": "right", c: "contrast", 0: "reset" };

/** The position from the middle of the frame, in shares of it. */
function place(frame, { clientX, clientY }) {
  const box = frame.getBoundingClientRect();
  return [(clientX - box.left) / box.width - 0.5, (clientY - box.top) / box.height - 0.5];
}

const middle = ([one, other = one]) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
const apart = ([one, other]) => (other ? Math.hypot(one[0] - other[0], one[1] - other[1]) : 1);

/**
 * Drag to move, pinch to zoom, press once to bring a place closer to the middle.
 * @param {HTMLElement} frame
 * @param {(deed: (view: object) => void) => void} apply
 */
export function byPointer(frame, apply) {
  const held = new Map();
  let [from, moved] = [null, false];

  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (held.size === 0) [from, moved] = [event, false];
    held.set(event.pointerId, place(frame, event));
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return;
    moved ||= held.size > 1 || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > CLICK_PX;
    const before = [...held.values()];
    held.set(event.pointerId, place(frame, event));
    const after = [...held.values()];
    if (moved) apply((view) => view.grow(apart(after) / apart(before), middle(before), middle(after)));
  });
  frame.addEventListener("pointerup", (event) => {
    if (held.delete(event.pointerId) && !moved && held.size === 0) {
      apply((view) => view.grow(CLOSER, place(frame, event), [0, 0]));
    }
  });
  frame.addEventListener("pointercancel", (event) => held.delete(event.pointerId));
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the page scrolls; a pinch on a touchpad comes with ctrl
    event.preventDefault();
    apply((view) => view.grow(Math.exp(-event.deltaY / 200), place(frame, event)));
  });
}

/**
 * Keys for a frame that has the focus, so that none is pressed by mistake (WCAG 2.2, 2.1.4).
 * @param {HTMLElement} frame
 * @param {(deed: ((view: object) => void) | string) => void} apply
 */
export function byKeys(frame, apply) {
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = frame.classList.contains("near") && ARROWS[event.key];
    const deed = arrow ? (view) => view.move(...arrow) : KEYS[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    apply(deed);
  });
}
