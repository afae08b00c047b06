// Puts the cursor into a text field, once, as soon as the field is there.

const WAIT_MS = 10_000;
const done = new WeakSet();

// Streamlit calls this after every run of the script.
export default function ({ parentElement, data }) {
  // On a touch screen a keyboard would come up and cover half of it.
  if (done.has(parentElement) || !matchMedia("(pointer: fine)").matches) return;
  done.add(parentElement);
  const until = performance.now() + WAIT_MS;
  const look = () => {
    const field = document.querySelector(`.st-key-${data.key} input`);
    if (!field && performance.now() < until) return requestAnimationFrame(look);
    // Whoever is somewhere already stays there; a link or button that led here may still have the focus.
    const at = document.activeElement;
    if (field && !at?.matches("input, textarea, [contenteditable], [role=combobox]")) {
      field.focus({ preventScroll: true });
    }
  };
  look();
}
