"""ตรวจชุดหลักฐาน · Checks an auditor's bundle with nothing but Python (3.9 or later) and no key to personal data.

FOLDER is the unpacked bundle (where this file lies, if left out), KEY the ledger's public key as it was given to you,
CHECKPOINT one that you have kept: a file, or its three lines as typed from paper ("origin size root").
"""

import argparse
import base64
import functools
import hashlib
import json
import pathlib
import re

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519: RFC 8032 section 5.1
D, BASE, NOTHING = -121665 * pow(121666, -1, P) % P, bytes.fromhex("58" + "66" * 31), hashlib.sha256(b"").digest()
NAMES = ("leaf", "case", "version", "topic", "by", "on", "at", "command", "digest", "facts")
FORMS = [[int, str, int, str, str, str, int, *stamp] for stamp in ([str, str, int], [type(None)] * 3)]


def point(raw):
    y = int.from_bytes(raw, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    x = x if x & 1 == raw[31] >> 7 else P - x
    return (x, y, 1, x * y % P) if y < P and x < P and x * x % P == square else None


def add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]), (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * D, 2 * one[2] * other[2]
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def times(number, base):
    rest = times(number >> 1, add(base, base)) if number else (0, 1, 1, 0)
    return add(rest, base) if number & 1 else rest


def signed(public, message, signature):
    key, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER or len(signature) != 64:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    left, right = times(s, point(BASE)), add(r, times(hashed % ORDER, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def climb(at, last, steps, found):
    """The root that an inclusion proof leads to (RFC 9162 section 2.1.3.2), or None."""
    for step in steps:
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return None if last else found


def leaf_hash(row):
    leaf, case, version, topic, by, on, at, command, digest, facts = (row[name] for name in NAMES)
    free = [by.encode(), (command or "").encode()]
    for said in (row["because"], row["state"]):
        free.append(said.encode() if isinstance(said, str) else base64.b64decode(said["base64"]) if said else b"")
    head = f"{leaf}|{case}|{version}|{topic}|{on}|{at}|{facts or 0}|{digest or ''}".encode()
    return hashlib.sha256(b"\x00chumchon/fact/v1|" + head + b"".join(b"|%d:%b" % (len(x), x) for x in free)).digest()


def checkpoint(text, keys, wrong):
    """Size and root, after a look at its signatures; one from paper has none. A witness's key is of use 4."""
    (body, gap, lines), held = text.partition("\n\n"), []
    origin, size, root = body.split()[:3]
    for at, (name, _, key) in enumerate(key.split("+", 2) for key in keys):
        key = base64.b64decode(key)
        for who, raw in re.findall("\u2014 (\\S+) (\\S+)\n", lines):
            raw = base64.b64decode(raw)
            if (who, raw[:4]) == (name, hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]):
                when = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n" if key[0] == 4 else ""
                held.append((at, signed(key[1:], f"{when}{body}\n".encode(), raw[12:] if when else raw[4:])))
    if origin != keys[0].split("+")[0] or (gap and (0, True) not in held) or not all(holds for _, holds in held):
        wrong.append((None, f"ลายเซ็นของจุดตรวจ {size} ไม่ถูกต้อง", f"checkpoint {size} isn't signed as it should be"))
    return int(size), base64.b64decode(root)


def rows(lines, whole, wrong):
    versions, size, clock, left, command = {}, 0, 0, 0, None
    for row in map(json.loads, lines):
        leaf, case, version, _, by, on, at, given, _, facts = (row[name] for name in NAMES)
        before = versions.get(str(case), 0)
        if leaf < size or (whole and leaf > size):
            wrong.append((min(leaf, size), "รายการหายไป", f"leaves {size} to {leaf - 1} are missing"))
        if [type(row[name]) for name in NAMES] not in FORMS or leaf_hash(row).hex() != row["hash"]:
            wrong.append((leaf, "ถูกแก้ไข", "was altered after it was recorded"))
            given, facts, at = (given, facts, at) if type(facts) is type(at) is int else (None, None, clock)
        elif (version, True, True) != (before + 1, at >= clock, bool(re.fullmatch("[0-9]{4}(-[0-9]{2}){2}", on))):
            wrong.append((leaf, "ลำดับหรือเวลาไม่ต่อเนื่อง", f"doesn't follow on version {before} of case {case}"))
        left, command = (left, command) if given is None else (facts if left < 1 else 0, (by, at))
        if whole and (left < 1 or command != (by, at)):
            wrong.append((leaf, "ไม่ตรงกับคำสั่ง", "doesn't belong to the command it stands with"))
        versions[str(case)], size, clock, left = version, leaf + 1, at, left - 1
        yield row
    if whole and left > 0:
        wrong.append((size, "คำสั่งสุดท้ายไม่ครบ", "the last command recorded more than is here"))


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    asked.add_argument("--key")
    asked.add_argument("--checkpoint", action="append", default=[])
    given, wrong = asked.parse_args(), []
    about = json.loads((given.folder / "bundle.json").read_text("utf-8"))
    keys, whole = [given.key or about["keys"][0], *about["keys"][1:]], about["whole"]
    held = [pathlib.Path(x).read_text("utf-8") if pathlib.Path(x).is_file() else x for x in given.checkpoint]
    known = dict.fromkeys(checkpoint(text, keys, wrong) for text in [*about["checkpoints"], *held])
    covered, peaks, size = max((size for size, _ in known), default=0), [], 0
    with open(given.folder / "rows.jsonl", encoding="utf-8") as lines:
        for row in rows(lines, whole, wrong):
            found, odd, size = bytes.fromhex(row["hash"]), size, size + 1
            leaf, shown = row["leaf"], found
            while odd & 1:
                found, odd = node(peaks.pop(), found), odd >> 1
            peaks.append(found)
            for at, root in known:
                if at == size and whole:
                    found = functools.reduce(lambda right, left: node(left, right), peaks[::-1])
                elif whole or leaf >= at:
                    continue
                else:
                    found = climb(leaf, at - 1, map(bytes.fromhex, row["proofs"].get(str(at), ())), shown)
                if found != root:
                    wrong.append((None if whole else leaf, f"ไม่ตรงกับจุดตรวจ {at}", f"not in checkpoint {at}"))
    if whole and covered > size:
        wrong.append((size, f"ไม่ครบถึงจุดตรวจ {covered}", f"cut short, or old: checkpoint {covered} has more"))
    for leaf, th, en in sorted(wrong, key=lambda one: (one[0] is None, one[0])):
        print("✗", "" if leaf is None else f"รายการ · leaf {leaf}:", th, "·", en)
    print("✗ ไม่ผ่าน · NOT SOUND" if wrong else "✓ ผ่าน · SOUND", f"{size} รายการ · rows", sep=" · ")
    print(f"จุดตรวจ · checkpoint {covered} · {keys[0]}")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
