// As files: the page is rendered at the build, where there is no browser.
export default { output: 'export', distDir: 'dist', reactStrictMode: true, assetPrefix: './' };
