// Held until this worker ends. Answers false where it was not free and was not to be waited for.
export function holdLock(name, isToWait) {
  return new Promise((answer, trouble) => {
    const untilTheEnd = (lock) => {
      answer(lock !== null);
      return lock && new Promise(() => {});
    };
    navigator.locks.request(name, { ifAvailable: !isToWait }, untilTheEnd).catch(trouble);
  });
}
