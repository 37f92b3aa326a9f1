//! Which four bytes of a literal are the least likely to stand in ordinary text.
//!
//! The filter is right whatever is chosen; only its speed depends on it. Texts are taken for chains
//! in which each byte depends on the one before. How likely one follows another was counted once in
//! the sources of Rust and Python libraries with their documentation, case folded.

/// Kinds of bytes: the letters, and then underscore, digits, space, `-`, `.`, `"`, `=`, `:`, `/`,
/// `,`, `(` and the rest.
const KINDS: usize = 38;

/// How unlikely each kind is, from `a`, all the time, to `z`, hardly ever: two thirds of a bit each.
const FIRST: &[u8; KINDS] = b"hjiigjkjhnmijhhiohhgillllojhdlkkljjjkh";

/// How unlikely each kind is behind another; a row for each that stands before.
const NEXT: &[&[u8; KINDS]; KINDS] = &[
    b"nihhmlipiqlfhfrhpffejkmlkpjjhnmnvmnnpj",
    b"hljlfmnoghmgmkglpigkfpqlhplhephlumlklk",
    b"gnjmfkpfjqhglodjogjfjnqmlsijinmnsklmnj",
    b"hmlhcljogqpkmnhmmjjljnonlshiemjklhljjh",
    b"ilhhkilpmlohigmjkefgoklikrikemkkohjjjh",
    b"hmlkggkrerrhkhfnrhijhrorlsjhengnijoilk",
    b"iolndokhfqpikhilphhkinoqmohleljjniiiih",
    b"fpondpqqfrohkogiqhlfhqnslqjkgnlnollllk",
    b"hhghhhirornhhdfjqjffpiplsilmlpnqwnoosj",
    b"gmlmennnjnlnmkhlmnbnimnonomkiqkosoonol",
    b"hlkkcmjmfookmjklomgkjnlomohifljjoiljhi",
    b"fmnhegmpejogoogmqoihgnoqjqikgmlmpljmmj",
    b"eimkdnoqgppigngfpnikgnoqmqiihnlmtlhmkj",
    b"hogfgjfpiqljnkglsmffjkmskqinelkknkllkh",
    b"ljhfmhkqlokhgdihteihhjinpnkohnnptmmpmn",
    b"epmlfookhsmgloggrfhgemqnisilhomnsknmki",
    b"iiljknklknnkmllnlkklcljnlniheqjoqkohke",
    b"fniidlipftkljiglqhhhilnpitikfnjlpjmkji",
    b"jpioennjgtmkmnhhplgeiposkrinejikjhhklj",
    b"gokkemqfftqklogitgihipmnhqhlelklqjikki",
    b"jeiigjjsisqfhfmhtfffpqrmrpogksqqwqsrwl",
    b"dnkkclnofqqkjmiklnlmnpplppkfilmoskomoj",
    b"fomlfnnfeoolmhfmofimopkoopijhmknrknnhj",
    b"gkhjhjpkippkgnjgnnheoopklngdgkkjnikjli",
    b"jllmkmlpkppjhiieqihhoojopofldkijnijhjh",
    b"hmmkbnmlgnojkjhnnllllnmmkkkiipnlrlnooj",
    b"hggihhjjgojhhhhgnhfghijmpmhhlsplxopnnk",
    b"jjjjjjpppqpqppppqpmpmqqiqqjcfkhkrimfmg",
    b"ikikkjnlipojkkjjrkiiklkoorliblmkjnkllg",
    b"iihjjiljimjhjjjhojhhikklrlrffepppwrure",
    b"hkejijjghkljikiimihijkjmoqiferikornorh",
    b"ikiikjlgjomjjjljpjihlllmppoiemjhshnfoe",
    b"pqoprnsqpvsqpmrqronnrqsrrvrlbrtdgvruqg",
    b"jliijjoojnkmjjlkrjgkmjoqsrnlcrtqsdhxti",
    b"highjkhkiloijglhojghllknrrqietqpuwduuj",
    b"srroqsstswzqrswuolqsvnnknxwiaqsozsyxsh",
    b"ijhhjimgimlkjjkjqigikjmmmplgdnohtosske",
    b"ikijllnlkpokjkmkrjhjkmnknqlicmlknlghhd",
];

/// The kind of a folded byte.
const fn kind(folded: u8) -> usize {
    match folded {
        b'a'..=b'z' => (folded - b'a') as usize,
        // The underscore, folded.
        0x7f => 26,
        b'0'..=b'9' => 27,
        // Line feed and tab, folded, are like spaces.
        b' ' | b'*' | b')' => 28,
        b'-' => 29,
        b'.' => 30,
        b'"' => 31,
        b'=' => 32,
        b':' => 33,
        b'/' => 34,
        b',' => 35,
        b'(' => 36,
        _ => 37,
    }
}

/// How unlikely a text of folded bytes is; higher is rarer.
pub(super) fn rarity(folded: &[u8]) -> u32 {
    let weight = |letter: Option<&u8>| letter.map_or(25, |letter| u32::from(letter - b'a'));
    let kinds = folded.iter().map(|byte| kind(*byte));
    let first = kinds
        .clone()
        .next()
        .map_or(0, |kind| weight(FIRST.get(kind)));
    let pairs = kinds.clone().zip(kinds.skip(1));
    let next = pairs.map(|(before, kind)| weight(NEXT.get(before).and_then(|row| row.get(kind))));
    first + next.sum::<u32>()
}

#[cfg(test)]
mod tests {
    use super::rarity;

    #[test]
    fn what_is_frequent_is_not_rare() {
        assert!(rarity(b"tion") < rarity(b"sswo"));
        assert!(rarity(b"sswo") < rarity(b"kqzj"));
        assert!(rarity(b"sk\x7f") < rarity(b"gsk"));
    }
}
