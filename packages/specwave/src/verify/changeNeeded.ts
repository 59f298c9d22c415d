/**
 * Whether a task may be done without a change, as far as its words tell, in the languages that task lists are written
 * in. Who is in doubt is not refused: such work lands with a flag.
 */
import type { Task } from '../tasklist/model';
import { firstWord } from './kindOfWork';

type Described = Pick<Task, 'title' | 'files' | 'body' | 'expects'>;

export const HOW_TO_MARK = 'Where a task is done without a change, say so below it: `- Expect: no change`.';

export function isMarked({ expects }: Pick<Described, 'expects'>): boolean {
  return expects.some(({ kind }) => kind === 'no-change');
}

/** Words by which a task begins that makes a file as a whole. */
const MAKES = stems(
  'create creates write writes generate scaffold draft author make makes set define defines produce new initiali[sz]e',
  // German, French, Spanish, Portuguese, Italian, Dutch, Polish
  'erstelle\\w* erzeuge\\w* schreibe\\w* lege anlegen definiere\\w* verfasse\\w*',
  'cr[ée]e\\w* [ée]cri\\w+ r[ée]dige\\w* g[ée]n[ée]re\\w* d[ée]fini\\w+',
  'crea crear cree escrib\\w+ redact\\w+ genera generar defin\\w+',
  'cria criar crie escrev\\w+ gerar gere',
  'creare scriv\\w+ generare',
  'maak schrijf defini[eë]\\w* utw[óo]rz\\w* stw[óo]rz\\w* napisz\\w*',
  'созда\\S* напи[сш]\\S* сгенерир\\S* определ\\S*',
);
const MAKES_ANYWHERE = /创建|编写|新建|生成|定义|撰写|作成|生成|定義|書く|新規|생성|작성|만들|정의/;

/** Words by which a task begins that changes what is there: that the file stands says nothing. */
const ALTERS = stems(
  'fix fixes update updates change changes modify refactor rewrite extend improve correct adjust replace rename move convert',
  'migrate simplify optimi[sz]e clean tidy harden polish bump upgrade downgrade switch rework tweak enhance patch repair resolve reduce',
  'expand revise edit wire register integrate connect hook mount use apply enable disable remove delete drop retire merge split extract',
  'inline deprecate translate complete finish reformat format sort increase decrease limit restrict speed make',
  'aktualisier\\w* [äa]nder\\w* korrigier\\w* behebe\\w* verbesser\\w* ersetze\\w* entfern\\w* l[öo]sch\\w* erweiter\\w* passe',
  'corrig\\w* modifi\\w* remplac\\w* am[ée]lior\\w* supprim\\w* mett\\w* mets renomm\\w*',
  'corrij\\w* actuali[cz]\\w* cambi\\w* reemplaz\\w* elimin\\w* mejor\\w* atuali[sz]\\w* alter\\w* substitu\\w* remov\\w* melhor\\w*',
  'aggiorn\\w* modific\\w* sostitu\\w* migliora\\w* rimuov\\w* wijzig\\w* vervang\\w* verwijder\\w* napraw\\w* zmie[nń]\\w* usu[nń]\\w*',
  'исправ\\S* обнов\\S* измен\\S* замен\\S* удал\\S* улучш\\S*',
);
const ALTERS_ANYWHERE =
  /修复|更新|修改|替换|删除|改进|重命名|修正|変更|削除|置換|改善|수정|변경|삭제|교체|개선/;

/** Looking, caring, approving: by the first word. */
const CARES = stems(
  'clean cleanup tidy polish harden optimi[sz]e tune profile refactor refine simplify review approve accept confirm sign validate verify audit inspect',
  'check ensure test smoke monitor manual manually walk deploy publish release measure benchmark investigate research analy[sz]e triage discuss decide',
  'pr[üu]f\\w* [üu]berpr[üu]f\\w* kontrollier\\w* test\\w* f[üu]hr\\w* starte\\w* bereinig\\w* r[äa]um\\w* optimier\\w* h[äa]rt\\w* manuell\\w* best[äa]tig\\w* genehmig\\w* abnahme freigabe validier\\w* verifizier\\w* stelle sicherstellen',
  'v[ée]rifi\\w* teste\\w* ex[ée]cut\\w* lance\\w* nettoy\\w* optimis\\w* renforc\\w* valide\\w* approuv\\w* relire relis revue contr[ôo]l\\w* assure\\w*',
  'verific\\w* prueb\\w* probar ejecut\\w* limpi\\w* optimi[cz]\\w* revis\\w* valid\\w* aprob\\w* asegur\\w* confirm\\w*',
  'verifiqu\\w* test\\w* execut\\w* limp\\w* otimi[zs]\\w* aprov\\w* revej\\w* rever garant\\w*',
  'controll\\w* esegui\\w* puli\\w* ottimizz\\w* approv\\w* rivedi\\w* assicur\\w*',
  'controleer\\w* voer opruim\\w* optimaliseer\\w* goedkeur\\w* sprawd[zź]\\w* uruchom\\w* zweryfikuj przetestuj',
  'провер\\S* протестир\\S* запус\\S* выполн\\S* почист\\S* очист\\S* оптимиз\\S* согласов\\S* утверд\\S* подтверд\\S* убед\\S*',
);
/** The same as what a title ends in, or is about: "Code cleanup", "Performance optimization across stories". */
const CARE_NOUN =
  /\b(?:clean-?up|optimi[sz]ations?|hardening|polish(?:ing)?|approvals?|sign-?off|walk-?through|(?:code|design|security|peer|final|ux|ui|accessibility|performance|architecture|stakeholder|legal|manual) (?:review|audit|pass|check|inspection|test(?:ing|s)?)|refactoring|tuning|verification|acceptance|hand-?over|smoke tests?|regression tests?|manual (?:pass|testing|check)s?|dry run)\b(?!\s+(?:page|form|screen|table|model|component|endpoint|service|button|flow|feature|email|workflow|api|log|queue|widget|view|step|status|state))/i;
const CARES_ANYWHERE =
  /检查|验证|测试|审查|运行|优化|清理|重构|确认|手动|批准|审批|評価|検証|確認|テスト|レビュー|実行|最適化|整理|手動|承認|검증|확인|테스트|검토|실행|최적화|정리|수동|승인|점검/;

/** Folders are asked for, of which git keeps none that is empty. */
const FOLDERS =
  /\b(?:director(?:y|ies)|folders?|dirs?|(?:project|package|source|repo\w*|module|file|monorepo)\s+(?:structure|layout|skeleton)|structure)\b|verzeichnis|ordner|\bdossiers?\b|r[ée]pertoires?|directorios?|carpetas?|\bpastas?\b|cartell[ea]|目录|文件夹|ディレクトリ|フォルダ|디렉터리|폴더|каталог|папк/i;

function stems(...lists: string[]): RegExp {
  return new RegExp(`^(?:${lists.join(' ').split(/\s+/).join('|')})$`, 'iu');
}

export function makesFile({ title }: Pick<Described, 'title'>): boolean {
  return MAKES.test(firstWord(title)) || MAKES_ANYWHERE.test(title);
}

export function altersFile({ title }: Pick<Described, 'title'>): boolean {
  return ALTERS.test(firstWord(title)) || ALTERS_ANYWHERE.test(title);
}

/** A task without files that may be one of cleaning, optimising, hardening, looking over, approving. */
export function maybeNeedsNone({ title, files }: Pick<Described, 'title' | 'files'>): boolean {
  if (files.length > 0) return false;
  if (CARES.test(firstWord(title)) || CARES_ANYWHERE.test(title)) return true;
  return (
    !makesFile({ title }) &&
    !/^(?:add|build|implement|introduce)$/.test(firstWord(title)) &&
    CARE_NOUN.test(title)
  );
}

export function asksForFolders({ title }: Pick<Described, 'title'>): boolean {
  return FOLDERS.test(title);
}

/** Tests that are to fail until a later task makes them pass. */
const TESTS_FIRST =
  /\b(?:failing|red)\s+(?:[\w-]+\s+){0,2}(?:tests?|specs?)\b|\b(?:tests?|specs?|it|they|these|which|that)\b[^.;\n]{0,40}\b(?:must|should|has to|have to|is to|are to|will|needs? to|is expected to|are expected to|currently)\s+(?:still\s+|first\s+|initially\s+)?fail\b|\b(?:must|should|expected to|make sure (?:it|they)|ensure (?:it|they)|see (?:it|them|the tests?))\s+fails?\b|\btests?[- ]first\b|\bred[- ]phase\b|\(red\)|\bTDD\b|\b(?:before|prior to) (?:the )?implementation\b|tests?,? (?:qui|que|die|der)\b.{0,30}(?:[ée]chou|fall|fehlschl)|fehlschlagend\w*\s+tests?|失败的?测试|失敗する.{0,6}テスト|실패하는.{0,6}테스트|падающ\S+ тест/i;

/** The tests are to pass in the end: by the same task. */
const MAKES_PASS =
  /\b(?:then|and)\s+(?:\w+\s+){0,2}implement\b|\bmak(?:e|es|ing)\s+(?:it|them|the\s+tests?|all\s+tests?)\s+(?:pass|green)|\buntil\b[^.;\n]{0,30}\bpass|\bred\W{0,4}green/i;
const OF_TESTS = /\b(?:tests?|testing|specs?)\b|测试|テスト|테스트|тест/i;

/** `heading`: of the group that the task is in; '' where there is none. */
export function isTestsFirst(
  { title, body }: Pick<Described, 'title'> & { body: string },
  heading: string,
): boolean {
  const words = `${title}\n${body}`;
  if (!OF_TESTS.test(title) || MAKES_PASS.test(words)) return false;
  if (/^(?:implement|build|fix|make|refactor)$/.test(firstWord(title))) return false;
  return TESTS_FIRST.test(words) || TESTS_FIRST.test(heading);
}
