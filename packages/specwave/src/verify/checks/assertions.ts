/** What asserts, in the frameworks that people use: wide, because who is missed here is refused for nothing. */
import type { Code } from '../code/code';

const ASSERTS =
  /\w*(?:[aA]ssert|[eE]xpect|[sS]hould|[vV]erif|ASSERT|EXPECT)\w*|\b(?:assert\w*|Assert\w*|ASSERT\w*|expect\w*|Expect\w*|EXPECT\w*|should\w*|must\w*|verif(?:y|ies)\w*|Verify\w*|require\w*\.|REQUIRE\w*|CHECK\w*|check\w*|ensure\w*|is_expected|refute\w*|raises|throws\w*|toMatch\w*|toBe\w*|toEqual\w*|match_\w+|matchSnapshot|snapshot\w*|XCT\w+|fail(?:s|Now|ed)?|Fail\w*|panic|diff|Diff|compare\w*|isEqual|equals?|deepEqual|strictEqual|ok|notOk|property|forAll|prop|bench\w*|Benchmark\w*|StepVerifier|awaitility|await\(\)|ruleTester|RuleTester|testRule|tester|golden|approv\w+|Approvals|given|Then|cy|page|screen|getBy\w+|findBy\w+|wait_for\w*|wait_until|response|status_code|die|exit|return 1|confirm\w*|validate\w*|test_that|pending|measure|typecheck|compile\w*|tc|qt|is\.\w+|that)\b|\bt\.(?:Error|Fatal|Fail|is|equal|deep|true|false|ok|not|throws|same|pass|Run|like|regex)\w*|#\[should_panic|\?;|\.unwrap\(|^\s*(?:\[\[?|test)\s|\bawait\s+\w+\.to|==/m;
/** Says nothing of the program: true is true. */
const TRIVIAL =
  /\bexpect\(\s*(true|false|1|0|"[^"]*"|'[^']*')\s*\)\s*\.\s*(?:to(?:Be|Equal|StrictEqual|\.equal|\.be\.equal)\(\s*\1\s*\)|toBeTruthy\(\)|toBeDefined\(\)|to\.be\.true)|\bassert\s*\(?\s*(\d+|True|true|"[^"]*"|'[^']*')\s*={2,3}\s*\2\s*\)?|\b(?:assert|assertTrue|assert\.(?:ok|isTrue|True)|self\.assertTrue|XCTAssertTrue|Assert\.(?:True|IsTrue))\b[ (!]*(?:True|true|1)\s*\)*|\bassert(?:_eq)?!\(\s*(?:true|1,\s*1|(\d+|true),\s*\3)\s*\)|\b(?:assertEquals?|assert\.(?:equal|strictEqual|Equal)|self\.assertEqual)\(\s*(?:t,\s*)?(\d+|true|True|"[^"]*"),\s*\4\s*\)/g;

/** Whether anything in it could fail a test. */
export function assertsSomething({ bare }: Code): boolean {
  return ASSERTS.test(bare.replace(TRIVIAL, ' '));
}

const COUNTED =
  /\b(?:assert\w*|expect|should|require\.\w+|refute\w*|verify|EXPECT_\w+|ASSERT_\w+|XCTAssert\w*|REQUIRE|CHECK)\s*[.(!\s]|\bt\.(?:Error|Fatal)f?\(/gi;

export function assertionsIn({ skeleton }: Code): number {
  return skeleton.match(COUNTED)?.length ?? 0;
}

const TESTS =
  /\b(?:it|test|specify|scenario|describe|context|bench)(?:\.\w+)*\s*(?:\(|["'`]|<)|\bdef\s+test_?\w*|\bfunc\s+\(?[^)]*\)?\s*(?:Test|Benchmark|Example|Fuzz|test)\w*|#\[(?:\w+::)?test|@(?:Parameterized)?Test\b|\[(?:Fact|Theory|Test|TestMethod|TestCase)\b|function\s+test\w*|@test\s|\bTEST(?:_F|_P|_CASE)?\s*\(|\bdeftest\b|->(?:assert|expect)|\bassert\w*\s*[(!]|\bexpect\s*\(/;

/** Whether a text holds tests, wherever it lies: Rust's stand beside the code. */
export function hasTests({ bare }: Code): boolean {
  return TESTS.test(bare);
}
