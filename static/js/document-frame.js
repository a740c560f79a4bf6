/* A framed PDF where the browser can show one; elsewhere (most phones) the words beside it say what to do instead. */

export function mount(frame) {
    const narrow = matchMedia("(max-width: 767.98px) and (pointer: coarse)").matches;
    if (navigator.pdfViewerEnabled === false || narrow) frame.remove();
}
