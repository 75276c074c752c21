// Base, as peer_app/sync and peer_app/devices/epochs.py are: it takes records, and notices which never arrived.

export class Base {
  records = new Map(); // id → {epoch, seq}
  lives = new Map(); // epoch → {told, waiting}; the device's last one was added last

  receive(records) {
    return records.map((record) => {
      const status = this.records.has(record.id) ? "duplicate" : "stored";
      this.records.set(record.id, { epoch: record.epoch, seq: record.seq });
      this.#note(record.epoch, record.seq);
      return { id: record.id, status };
    });
  }

  /** What a device says of itself; gives what it learns. */
  status({ epoch, seq, waiting }) {
    this.#note(epoch, seq).waiting = waiting;
    return { name: "Van 1", shared: true, emptied: false, crew: [], seq: this.highest(epoch) };
  }

  /** The highest number known of an epoch. */
  highest(epoch) {
    return Math.max(this.lives.get(epoch)?.told ?? 0, ...this.#numbers(epoch));
  }

  /** How many records of an epoch never arrived. */
  missing(epoch) {
    const isLast = [...this.lives.keys()].at(-1) === epoch;
    const still = isLast ? this.lives.get(epoch).waiting : 0;
    return Math.max(0, this.highest(epoch) - this.#numbers(epoch).size - still);
  }

  #numbers(epoch) {
    return new Set([...this.records.values()].filter((record) => record.epoch === epoch).map(({ seq }) => seq));
  }

  #note(epoch, seq) {
    const life = this.lives.get(epoch) ?? { told: 0, waiting: 0 };
    life.told = Math.max(life.told, seq);
    this.lives.set(epoch, life);
    return life;
  }
}
