// In 404.html only, which tries this file in the folders above: the copy that exists knows where the root is.
// The first <base> of a document counts, so the one after this script no longer does.
if (!document.querySelector('base')) {
  const base = document.createElement('base');
  base.href = new URL('./', document.currentScript.src).pathname;
  document.head.append(base);
}
