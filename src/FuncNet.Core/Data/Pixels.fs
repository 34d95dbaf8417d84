namespace FuncNet

/// How large an image may be.
module internal Pixels =

    /// 2²⁸ pixels: 16,384 × 16,384.
    let private most = 1L <<< 28

    /// Deflate needs at least one bit for 258 bytes in a run, so nothing grows more than 1032 times.
    let largestExpansion = 1032L

    /// Throws unless there are pixels, and no more than can be read.
    let requireSize (path: string) (height: int64) (width: int64) =
        if height < 1L || width < 1L then
            Errors.data "'%s' is damaged: an image has at least one pixel; its header says %d×%d." path height width

        if height > most || width > most || height * width > most then
            Errors.data "'%s' is too large: %d×%d; up to 2²⁸ pixels are read." path height width
