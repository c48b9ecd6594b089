//! Undoing compression, told by the first bytes and never by the file's name.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A stream of plain bytes that can move between threads.
pub(super) type Bytes = Box<dyn Read + Send>;

/// Wraps `stored` so that it reads plain: gzip (any number of members), zstd (any number of frames), or as it is.
/// Archives with several files in them (zip) will be opened here as well, each member an input of its own.
///
/// # Errors
/// Where the first bytes cannot be read or the decoder cannot start.
pub(super) fn decompress(mut stored: Bytes) -> io::Result<Bytes> {
    let mut magic = [0_u8; 4];
    let mut filled = 0;
    while filled < magic.len() {
        match stored.read(&mut magic[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let start = magic[..filled].to_vec();
    if start.starts_with(&GZIP) {
        Ok(Box::new(MultiGzDecoder::new(
            Cursor::new(start).chain(stored),
        )))
    } else if start == ZSTD {
        Ok(Box::new(zstd::stream::read::Decoder::new(
            Cursor::new(start).chain(stored),
        )?))
    } else {
        Ok(Box::new(Cursor::new(start).chain(stored)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn plain(stored: Vec<u8>) -> (Vec<u8>, io::Result<usize>) {
        let mut out = Vec::new();
        let result = decompress(Box::new(Cursor::new(stored)))
            .and_then(|mut bytes| bytes.read_to_end(&mut out));
        (out, result)
    }

    #[test]
    fn members_and_frames_follow_each_other() {
        let members = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(plain(members).0, b"one two");
        let frames = [
            zstd::encode_all(&b"one "[..], 1).unwrap(),
            zstd::encode_all(&b"two"[..], 1).unwrap(),
        ]
        .concat();
        assert_eq!(plain(frames).0, b"one two");
        assert_eq!(plain(b"as it is".to_vec()).0, b"as it is");
        assert_eq!(plain(b"ab".to_vec()).0, b"ab");
        assert_eq!(plain(Vec::new()).0, b"");
    }

    #[test]
    fn a_truncated_stream_gives_what_was_readable_and_then_an_error() {
        let text: Vec<u8> = (0..200_000_u32)
            .flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 7).to_le_bytes())
            .collect();
        for whole in [gzip(&text), zstd::encode_all(&text[..], 1).unwrap()] {
            let (out, result) = plain(whole[..whole.len() / 2].to_vec());
            assert!(result.is_err());
            assert!(out.len() > 100_000 && text.starts_with(&out));
        }
    }
}
