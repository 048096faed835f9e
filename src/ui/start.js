// Starts the program. The page is readable already, so when this fails the page stays and says what does not work.

// Works without the program, for when that has broken.
document.addEventListener('click', event => {
  if (event.target.closest('#notice button')) location.reload();
});

// Trunk puts the names of the built files into the tag.
const { js, wasm, copy } = document.querySelector('script[data-wasm]').dataset;
const here = name => new URL(name, document.baseURI).href;

// What the Lab offers to copy is made by a program of its own, fetched when it is asked for; after a failure, anew, under
// another address, because some browsers remember the failure.
let copying, failures = 0;
globalThis.copyAs = async (target, query) => {
  copying ??= import(here(`${copy}.js`) + (failures ? `?${failures}` : '')).then(async program => {
    await program.default({ module_or_path: here(`${copy}_bg.wasm`) });
    return program.copy;
  });
  try {
    return (await copying)(target, query);
  } catch (error) {
    copying = undefined;
    failures += 1;
    throw error;
  }
};

try {
  const { default: init } = await import(here(js));
  await init({ module_or_path: here(wasm) });
  document.documentElement.dataset.hydrated = '';
} catch (error) {
  console.error(error);
  // A panic during the start has said so itself.
  const notice = document.getElementById('notice');
  if (notice.hidden) {
    notice.firstElementChild.textContent = 'The interactive part of this page could not be started, so search, the questions and the lab do not work. All that is written here can be read.';
    notice.hidden = false;
  }
}
