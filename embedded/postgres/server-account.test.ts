import { expect, test } from "vitest";
import { accountOf } from "./server-account.ts";

const passwd =
  "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\nmac:*:-2:-2::/:/x\n";

test.each([
  { user: "nobody", want: { uid: 65_534, gid: 65_533 } },
  { user: "mac", want: { uid: 4_294_967_294, gid: 4_294_967_294 } },
  { user: "root", want: undefined },
  { user: "absent", want: undefined },
])("accountOf() finds $want for $user", ({ user, want }) => {
  expect(accountOf(user, passwd)).toEqual(want);
});
