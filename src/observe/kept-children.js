/** What counters and histograms are by name and labels; as many are kept as there are combinations, and labels have few values. */
export function keptChildren(instruments) {
  const counters = new Map();
  const histograms = new Map();
  return {
    counter: (name, ...labels) =>
      kept(counters, name, labels, () => instruments.counter(name, ...labels)),
    histogram: (name, ...labels) =>
      kept(histograms, name, labels, () => instruments.histogram(name, ...labels)),
  };
}
function kept(map, name, labels, make) {
  // No label holds a line feed.
  const key = labels.length === 0 ? name : `${name}\n${labels.join('\n')}`;
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
