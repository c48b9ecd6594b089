//! Words that stand where names stand and are none.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::fold_words;

/// A list of words, folded once.
type WordList = LazyLock<HashSet<String>>;

fn list(words: &str) -> HashSet<String> {
    fold_words(words).into_iter().collect()
}

/// Whether a folded word is in a list.
pub(super) fn is_among(list: &WordList, word: &str) -> bool {
    list.contains(word)
}

/// Words of display names that name a role, a machine or nobody.
pub(super) static ROLES: WordList = LazyLock::new(|| {
    list(
        "you me agent assistant bot chatbot virtual support service services team customer client guest visitor caller user member \
         anonymous unknown system admin administrator operator advisor helpdesk desk care sales billing info noreply ivr \
         company bank store shop department queue whatsapp telegram chat human person \
         عميل العميل زبون الزبون زائر ضيف مستخدم مشترك موظف الموظف وكيل مساعد المساعد الآلي بوت روبوت دعم الدعم خدمة العملاء \
         فريق قسم نظام النظام شركة بنك متجر مجهول",
    )
});

/// Names that are also everyday words: taken for a name only where they are written with a capital.
pub(super) static AMBIGUOUS: WordList = LazyLock::new(|| {
    list(
        "will may mark bill grace hope rose art ray sunny faith joy love drew pat sue chase frank dean dawn april june august \
         summer autumn page iris ivy lily olive penny ruby amber crystal melody angel miles rich max pearl guy gene grant \
         lance earl duke king young long white black brown green small little day price cook baker banks wood stone bell \
         hall field van den der san best good bush case church cross power english french singh star sky rain",
    )
});

/// What follows "this is", "hi", "my name is" and the like when no name does.
pub(super) static NOT_NAMES: WordList = LazyLock::new(|| {
    list(
        "gold silver platinum bronze premium basic economy business i a an the this that these those it its he she we they i im ive id ill you your youre our my me us his her their there \
         here where when what which who whom why how all any some every everyone everybody both each few more most other same \
         so too very just only also even still already again back now today tomorrow yesterday soon later never always not no \
         yes ok okay and or but if then than because as of at by for from in into on onto off out over under up down to with \
         without about above after before between through during until against per via is are was were be been being am do \
         does did done have has had having can could may might must shall should will would wont cant dont get got go going \
         gone come coming came make made take taken took give given see seen say said tell told know known want need help \
         please thanks thank sorry hello hi hey dear welcome good bad great fine nice glad happy sure right wrong correct \
         incorrect true false different same new old last first next second third one two three far near straight late early \
         urgent important ridiculous unacceptable regarding concerning customer client guest sir madam sirs team support \
         friend friends folks guys user member members passenger subscriber agent bot assistant service care valued \
         everyone world mr mrs ms miss dr professor wait waiting calling writing quoted copied missing spelled misspelled \
         spelt registered listed shown printed saved changed written updated under name names order account card phone email \
         number ticket booking reservation flight hotel bank store shop company again our waiting request contact reaching \
         letting patience patience understanding time message update info information your reply response call chat \
         monday tuesday wednesday thursday friday saturday sunday january february march april june july august september \
         october november december \
         في على علي من إلى الى عن مع حتى حتي كل حق رقم قريبا جيدا خلال دقيقة دقائق دقايق بطاقة فاتورة فريق فريقنا مساعد موظف \
         موظفنا موظفة خدمة خدمه مسؤول احد أحد هاتفيا تلفونيا تليفونيا لحظة قسم شركة بنك مباشرة شخصيا اليوم بكرة بكره غدا بعد قبل \
         هنا حاليا دائما دايما الان الآن لو اذا إذا لأن لان انا أنا انت احنا نحن هو هي هم هذا هذه هاي هاد ده دي كان كنت يكون مو مش \
         ما لا ليس غير غلط خطأ خطا صح مكتوب مكتوبة موجود مسجل مسجلة ظاهر باسم اسم عميل عميلنا عميلتنا زبون زبونا مشترك ضيفنا \
         ولي صديقي بك بكم فيك فيكم وسهلا مرحبا اهلا سهلا شكرا عفوا تفضل كيف كم متى متي وين اين أين ليش لماذا شو ايش وش ايه هل \
         ممكن اقدر أقدر اريد أريد ابي أبي ابغى بدي عاوز محتاج عندي عنده طلب طلبي حساب مشكلة موضوع شي حاجة صورة نفس تاني ثاني",
    )
});
